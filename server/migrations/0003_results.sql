create table procedures (
  code text constraint procedures_pk primary key,
  kind text not null constraint procedures_kind_known check (kind in ('vpr', 'oge', 'ege', 'gve', 'kdr', 'other')),
  name text not null,
  short_name text not null,
  subject text,
  programme_grade integer,
  -- How a participant counts as low: {"mark": 2} or {"testScoreBelow": 27}; high: {"marks": [4, 5]} or {"testScoreFrom": 61}.
  low_rule jsonb not null,
  high_rule jsonb,
  source text not null,
  position integer not null default 1000
);

-- Marks from scores, by region, procedure and year. Lower bound of each mark, in points; region null = federal.
create table mark_scales (
  id integer generated always as identity constraint mark_scales_pk primary key,
  region_id integer constraint mark_scales_region_fk references regions,
  procedure text not null constraint mark_scales_procedure_fk references procedures,
  school_year integer not null,
  score_kind text not null constraint mark_scales_score_known check (score_kind in ('primary', 'test')),
  bounds jsonb not null,
  source text not null,
  constraint mark_scales_unique unique nulls not distinct (region_id, procedure, school_year)
);

-- A year whose results of a procedure must not be compared with the year before.
create table comparability_breaks (
  id integer generated always as identity constraint comparability_breaks_pk primary key,
  region_id integer constraint comparability_breaks_region_fk references regions,
  procedure text not null constraint comparability_breaks_procedure_fk references procedures,
  school_year integer not null,
  reason text not null,
  source text not null,
  constraint comparability_breaks_unique unique nulls not distinct (region_id, procedure, school_year)
);

create table mappings (
  id integer generated always as identity constraint mappings_pk primary key,
  region_id integer constraint mappings_region_fk references regions,
  name text not null,
  definition jsonb not null,
  -- Normalised header texts joined, so that the mapping is offered again for the same kind of table.
  header_signature text not null,
  created_at timestamptz not null default now(),
  created_by text not null
);

create table imports (
  id integer generated always as identity constraint imports_pk primary key,
  region_id integer not null constraint imports_region_fk references regions,
  sha256 text not null constraint imports_file_fk references source_files,
  file_name text not null,
  school_year integer not null,
  -- What the person asked: {format, mapping, createSchools, replace}.
  options jsonb not null,
  state text not null constraint imports_state_known
    check (state in ('received', 'checking', 'checked', 'refused', 'committing', 'committed', 'undone', 'discarded')),
  -- ImportPreview without its problems: understanding, counts, totals by problem code, what would change.
  preview jsonb,
  -- Body of the Problem that refused the file.
  problem jsonb,
  -- {step, done, total} while a job works on it.
  progress jsonb,
  -- sha-256 of the numbers themselves without their year: the same results saved again, or offered as another year's, are noticed.
  content_sha256 text,
  level text constraint imports_level_known check (level in ('pupil', 'aggregate')),
  -- Name of the immutable file under results/; only committed imports name one, and the store reads exactly those.
  parquet_name text,
  created_at timestamptz not null default now(),
  created_by text not null,
  committed_at timestamptz,
  committed_by text,
  undone_at timestamptz,
  undone_by text,
  constraint imports_committed_whole check ((state = 'committed') = (parquet_name is not null))
);
create index imports_region on imports (region_id, id desc);
create index imports_sha256 on imports (region_id, sha256);

-- The first problems of an import, in file order; the preview keeps the totals of all of them.
create table import_problems (
  import_id integer not null constraint import_problems_import_fk references imports on delete cascade,
  ordinal integer not null,
  sheet text not null,
  row_number integer not null,
  column_name text,
  code text not null,
  given text,
  expected text not null,
  severity text not null,
  constraint import_problems_pk primary key (import_id, ordinal)
);

-- One source's numbers of one school in one procedure and year. school_id follows source_schools.
create table school_procedure_counts (
  id bigint generated always as identity constraint school_procedure_counts_pk primary key,
  region_id integer not null constraint school_procedure_counts_region_fk references regions,
  import_id integer not null constraint school_procedure_counts_import_fk references imports,
  source_school_id integer not null constraint school_procedure_counts_source_fk references source_schools,
  school_id integer constraint school_procedure_counts_school_fk references schools,
  procedure text not null constraint school_procedure_counts_procedure_fk references procedures,
  school_year integer not null,
  level text not null constraint school_procedure_counts_level_known check (level in ('pupil', 'aggregate')),
  participants integer not null constraint school_procedure_counts_participants_positive check (participants > 0),
  low integer,
  high integer,
  -- Hundredths of a percent, as published.
  low_share integer,
  high_share integer,
  marks jsonb,
  mean_score double precision,
  histogram jsonb,
  count_basis text not null constraint school_procedure_counts_basis_known check (count_basis in ('exact', 'recovered', 'share-only')),
  sheet text not null,
  -- The first and, where the number was counted over many rows of a pupil file, the last of its rows.
  row_number integer not null,
  last_row integer,
  -- A person confirmed that this later source takes the place of an earlier one.
  confirmed_at timestamptz,
  -- Exactly one source is active for a school, procedure and year; the others are kept as alternatives and never added.
  is_active boolean not null default false,
  constraint school_procedure_counts_low_fits check (low is null or low between 0 and participants),
  constraint school_procedure_counts_known check (low is not null or low_share is not null or mean_score is not null)
);
create unique index school_procedure_counts_one_active on school_procedure_counts (school_id, procedure, school_year) where is_active;
create index school_procedure_counts_region_year on school_procedure_counts (region_id, school_year) where is_active;
create index school_procedure_counts_import on school_procedure_counts (import_id);
create index school_procedure_counts_source on school_procedure_counts (source_school_id);

-- The official cluster label as a file gives it; where it stands it is authoritative. It follows its source school, so a
-- label of a school that is not matched yet waits with it.
create table official_clusters (
  source_school_id integer not null constraint official_clusters_source_fk references source_schools,
  school_year integer not null,
  cluster integer not null constraint official_clusters_ordinal check (cluster between 0 and 3),
  source text not null,
  set_at timestamptz not null default now(),
  constraint official_clusters_pk primary key (source_school_id, school_year)
);
