-- Who looked, took away and signed in; and the chain of seals over this and over `changes`.
-- The transaction that wrote a row: a seal looks only at rows of transactions that were open, or not begun, at the seal before.
alter table changes add column transaction_id xid8 not null default pg_current_xact_id();
create index changes_transaction on changes (transaction_id);
create index changes_at on changes (changed_at, id);
create index changes_actor on changes (actor, changed_at, id);

create table accesses (
  id bigint generated always as identity constraint accesses_pk primary key,
  transaction_id xid8 not null default pg_current_xact_id(),
  accessed_at timestamptz not null default now(),
  -- 'write' stands here only for a write that was refused: those that happened are in `changes`.
  kind text not null constraint accesses_kind_known check (kind in ('read', 'export', 'sign-in', 'write')),
  action text not null,
  -- As in changes.actor; name and role in words as they were then. Empty id: nobody who is known.
  actor text not null,
  actor_name text not null,
  actor_role text not null,
  subject_kind text,
  subject_id text,
  -- The narrowest place that the address names: no reference, the record outlives the place.
  place_kind text constraint accesses_place_known check (place_kind in ('region', 'municipality', 'school')),
  place_id integer,
  -- What exactly was asked for: filters and format of an export.
  details jsonb,
  address text,
  request_id text,
  -- 'done', or the code of the Problem.
  result text not null,
  constraint accesses_subject_whole check ((subject_kind is null) = (subject_id is null)),
  constraint accesses_place_whole check ((place_kind is null) = (place_id is null))
);
create index accesses_transaction on accesses (transaction_id);
create index accesses_at on accesses (accessed_at, id);
create index accesses_actor on accesses (actor, accessed_at, id);
create index accesses_subject on accesses (subject_kind, subject_id, accessed_at, id);

-- One line per sealed row: its place in the chain and the SHA-256 of its canonical text.
create table audit_links (
  seq bigint constraint audit_links_pk primary key,
  batch integer not null,
  source text not null constraint audit_links_source_known check (source in ('change', 'access')),
  row_id bigint not null,
  row_hash bytea not null,
  constraint audit_links_row unique (source, row_id)
);
create index audit_links_batch on audit_links (batch, seq);

-- hash = SHA-256 of the seal before, the seal's own header and its rows' hashes in order; signed with the folder's key.
create table audit_seals (
  batch integer constraint audit_seals_pk primary key,
  sealed_at timestamptz not null,
  first_seq bigint not null,
  last_seq bigint not null,
  -- Times of the oldest and the latest row in it.
  first_at timestamptz not null,
  last_at timestamptz not null,
  -- Every row of an older transaction of this database cluster is sealed.
  sealed_below xid8 not null,
  cluster text not null,
  previous_hash bytea not null,
  hash bytea not null,
  public_key text not null,
  signature bytea not null,
  constraint audit_seals_whole check (last_seq >= first_seq)
);

-- What retention leaves in the place of batches it has put into an archive file; the chain goes on from its hash.
create table audit_checkpoints (
  batch integer constraint audit_checkpoints_pk primary key,
  made_at timestamptz not null,
  made_by text not null,
  last_seq bigint not null,
  last_at timestamptz not null,
  sealed_below xid8 not null,
  cluster text not null,
  chain_hash bytea not null,
  archive_name text not null,
  archive_sha256 text not null,
  previous_batch integer,
  public_key text not null,
  signature bytea not null
);

-- Every verification of the chain and what it found.
create table audit_checks (
  id bigint generated always as identity constraint audit_checks_pk primary key,
  checked_at timestamptz not null default now(),
  checked_by text not null,
  batch_count integer not null,
  row_count bigint not null,
  head_hash text not null,
  fault_count integer not null,
  faults jsonb not null,
  milliseconds integer not null
);

-- The log is only written on. Against accidents and our own mistakes; against those who can switch a trigger off there is the chain.
create function refuse_change_of_audit() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and current_setting('traektoria.audit_retention', true) = 'on' then
    return null;
  end if;
  raise exception '% is only written on: % refused', tg_table_name, lower(tg_op) using errcode = 'integrity_constraint_violation';
end $$;
create trigger changes_kept before update or delete or truncate on changes
  for each statement execute function refuse_change_of_audit();
create trigger accesses_kept before update or delete or truncate on accesses
  for each statement execute function refuse_change_of_audit();
create trigger audit_links_kept before update or delete or truncate on audit_links
  for each statement execute function refuse_change_of_audit();
create trigger audit_seals_kept before update or delete or truncate on audit_seals
  for each statement execute function refuse_change_of_audit();
create trigger audit_checkpoints_kept before update or delete or truncate on audit_checkpoints
  for each statement execute function refuse_change_of_audit();
create trigger audit_checks_kept before update or delete or truncate on audit_checks
  for each statement execute function refuse_change_of_audit();
