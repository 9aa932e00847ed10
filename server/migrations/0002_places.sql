-- Places are a tree: region → municipality → school. Several regions may share one installation.
create table regions (
  id integer generated always as identity constraint regions_pk primary key,
  code text not null constraint regions_code_unique unique,
  name text not null,
  name_genitive text,
  name_prepositional text,
  is_demo boolean not null default false
);

create table municipalities (
  id integer generated always as identity constraint municipalities_pk primary key,
  region_id integer not null constraint municipalities_region_fk references regions,
  code text not null,
  name text not null,
  -- Stored forms, because declension is never glued: «Вяземского района», «в Вяземском районе».
  name_genitive text,
  name_prepositional text,
  oktmo text,
  -- GeoJSON geometry (Polygon or MultiPolygon), longitude first; null where borders are not known.
  border jsonb,
  constraint municipalities_code_unique unique (region_id, code)
);
create index municipalities_region on municipalities (region_id);

create table schools (
  id integer generated always as identity constraint schools_pk primary key,
  region_id integer not null constraint schools_region_fk references regions,
  municipality_id integer not null constraint schools_municipality_fk references municipalities,
  code text not null,
  name text not null,
  school_type text constraint schools_type_known check (school_type in ('primary', 'basic', 'secondary', 'lyceum', 'gymnasium', 'advanced')),
  settlement text,
  address text,
  settlement_type text constraint schools_settlement_known check (settlement_type in ('city', 'town', 'village')),
  enrolment integer,
  staff_count integer,
  distance_km numeric(7, 1),
  hard_to_reach boolean,
  latitude double precision,
  longitude double precision,
  status text not null default 'open' constraint schools_status_known check (status in ('open', 'closed', 'merged')),
  closed_on date,
  constraint schools_code_unique unique (region_id, code)
);
create index schools_municipality on schools (municipality_id);

create table school_identifiers (
  id integer generated always as identity constraint school_identifiers_pk primary key,
  region_id integer not null constraint school_identifiers_region_fk references regions,
  school_id integer not null constraint school_identifiers_school_fk references schools,
  kind text not null,
  value text not null,
  constraint school_identifiers_value_unique unique (region_id, kind, value)
);
create index school_identifiers_school on school_identifiers (school_id);

-- Earlier names; the present one stands in schools.name.
create table school_names (
  id integer generated always as identity constraint school_names_pk primary key,
  school_id integer not null constraint school_names_school_fk references schools,
  name text not null,
  used_until date
);
create index school_names_school on school_names (school_id);

-- A successor and its predecessor, decided by a person on shown evidence; never made silently.
create table school_predecessors (
  id integer generated always as identity constraint school_predecessors_pk primary key,
  school_id integer not null constraint school_predecessors_school_fk references schools,
  predecessor_id integer not null constraint school_predecessors_predecessor_fk references schools,
  kind text not null constraint school_predecessors_kind_known check (kind in ('successor', 'merge')),
  happened_on date,
  evidence jsonb not null default '{}',
  decided_at timestamptz not null default now(),
  decided_by text not null,
  constraint school_predecessors_pair_unique unique (school_id, predecessor_id),
  constraint school_predecessors_not_self check (school_id <> predecessor_id)
);

-- Pairs that a person looked at and found to be different schools: not offered again.
create table school_non_predecessors (
  school_id integer not null constraint school_non_predecessors_school_fk references schools,
  predecessor_id integer not null constraint school_non_predecessors_predecessor_fk references schools,
  decided_at timestamptz not null default now(),
  decided_by text not null,
  constraint school_non_predecessors_pk primary key (school_id, predecessor_id)
);

-- A school as some source names it. school_id is null while it waits for a match; a made match is remembered for ever.
create table source_schools (
  id integer generated always as identity constraint source_schools_pk primary key,
  region_id integer not null constraint source_schools_region_fk references regions,
  key_kind text not null,
  -- The code as normalised by matching; for key_kind 'name' the normalised «municipality|name».
  key text not null,
  name text,
  municipality text,
  municipality_code text,
  school_id integer constraint source_schools_school_fk references schools,
  match_method text constraint source_schools_method_known check (match_method in ('identifier', 'name', 'manual', 'created')),
  matched_at timestamptz,
  matched_by text,
  -- A person took the match away: matching leaves this one to people from then on.
  is_left_to_people boolean not null default false,
  constraint source_schools_key_unique unique (region_id, key_kind, key),
  constraint source_schools_match_whole check ((school_id is null) = (match_method is null))
);
create index source_schools_school on source_schools (school_id);
