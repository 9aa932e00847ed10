-- The ground: stored files, and who changed what.
create table source_files (
  sha256 text constraint source_files_pk primary key constraint source_files_sha256_form check (sha256 ~ '^[0-9a-f]{64}$'),
  size bigint not null,
  stored_at timestamptz not null default now(),
  stored_by text not null
);

create table changes (
  id bigint generated always as identity constraint changes_pk primary key,
  changed_at timestamptz not null default now(),
  actor text not null,
  action text not null,
  subject_kind text not null,
  subject_id text not null,
  before jsonb,
  after jsonb,
  request_id text
);
create index changes_subject on changes (subject_kind, subject_id, id);

-- Facts about this installation itself, e.g. that the demonstration region was loaded.
create table installation (
  key text constraint installation_pk primary key,
  value jsonb not null,
  set_at timestamptz not null default now()
);
