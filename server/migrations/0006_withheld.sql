-- What lies under files/<sha256>. The sha-256 is always that of the bytes as given, so the same file is known again.
alter table source_files
  add column kept text not null default 'as-given' constraint source_files_kept_known check (kept in ('as-given', 'cleaned', 'nothing')),
  -- Body of the Problem of a file that could not be read and was therefore not kept.
  add column problem jsonb,
  add constraint source_files_kept_whole check ((kept = 'nothing') = (problem is not null));

-- Numbers that a source hides («SUPP», «<10»): a school has them, and nobody may see them. Written when a file is checked,
-- in force while its import is committed; source_school_id is known from the commit on.
create table import_withheld (
  import_id integer not null constraint import_withheld_import_fk references imports on delete cascade,
  key_kind text not null,
  key text not null,
  name text,
  municipality text,
  municipality_code text,
  source_school_id integer constraint import_withheld_source_fk references source_schools,
  procedure text not null,
  school_year integer not null,
  sheet text not null,
  row_number integer not null,
  constraint import_withheld_pk primary key (import_id, key_kind, key, procedure, school_year)
);
create index import_withheld_source on import_withheld (source_school_id);
