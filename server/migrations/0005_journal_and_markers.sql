-- What files say of schools beside results: marks against the journal's, and published markers of possible non-objectivity.
-- Rows belong to an import and go with its undo; which school they mean stands in source_schools, as with official clusters.
alter table imports drop constraint imports_level_known;
alter table imports add constraint imports_level_known check (level in ('pupil', 'aggregate', 'journal', 'marker'));

-- Counts are over pupils who have both marks: lower + same + higher, at most `participants`.
create table journal_comparisons (
  import_id integer not null constraint journal_comparisons_import_fk references imports,
  source_school_id integer not null constraint journal_comparisons_source_fk references source_schools,
  procedure text not null constraint journal_comparisons_procedure_fk references procedures,
  school_year integer not null,
  -- Everybody who sat the work; null where the source does not say.
  participants integer,
  lower integer not null constraint journal_comparisons_lower_known check (lower >= 0),
  same integer not null constraint journal_comparisons_same_known check (same >= 0),
  higher integer not null constraint journal_comparisons_higher_known check (higher >= 0),
  sheet text not null,
  row_number integer not null,
  -- A person confirmed that this later source takes the place of an earlier one.
  confirmed_at timestamptz,
  constraint journal_comparisons_pk primary key (import_id, source_school_id, procedure, school_year),
  constraint journal_comparisons_fits check (participants is null or lower + same + higher <= participants)
);
create index journal_comparisons_source on journal_comparisons (source_school_id);

-- «Возможный маркер, требует дополнительного анализа»: as published, one row per school, procedure and year.
create table objectivity_markers (
  import_id integer not null constraint objectivity_markers_import_fk references imports,
  source_school_id integer not null constraint objectivity_markers_source_fk references source_schools,
  procedure text not null constraint objectivity_markers_procedure_fk references procedures,
  school_year integer not null,
  is_marked boolean not null,
  -- Markers of the school in the year as the source itself counts them.
  declared_count integer,
  sheet text not null,
  row_number integer not null,
  confirmed_at timestamptz,
  constraint objectivity_markers_pk primary key (import_id, source_school_id, procedure, school_year)
);
create index objectivity_markers_source on objectivity_markers (source_school_id);
