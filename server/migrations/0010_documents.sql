-- Documents: draft → signed. A draft is generated again from the registers; a signed one keeps its text, figures and the
-- fingerprint of what it was made of, and never changes.
create table documents (
  id integer generated always as identity constraint documents_pk primary key,
  region_id integer not null constraint documents_region_fk references regions,
  kind text not null constraint documents_kind_known check (kind in ('list-order', 'analytical-note')),
  school_year integer not null,
  -- Whom it is about: a school, else a municipality, else the region.
  municipality_id integer constraint documents_municipality_fk references municipalities,
  school_id integer constraint documents_school_fk references schools,
  -- The list it was asked to be made from; null = the latest of the year.
  list_id integer constraint documents_list_fk references school_lists,
  methodology text not null,
  name text not null,
  state text not null constraint documents_state_known check (state in ('draft', 'signed', 'discarded')),
  -- Office, city, who signs: what stands around the text.
  letterhead jsonb not null,
  -- As generated: blocks and figures, with the fingerprint of what it was made of.
  tree jsonb not null,
  inputs_sha256 text not null,
  -- A person's own text by block: {block: {runs, base, by, at}}; numbers in it are named figures.
  edits jsonb not null default '{}',
  number text,
  signed_on date,
  signed_at timestamptz,
  signed_by text,
  -- sha-256 of the whole signed text with its figures.
  content_sha256 text,
  created_at timestamptz not null default now(),
  created_by text not null,
  changed_at timestamptz not null default now(),
  constraint documents_one_scope check (municipality_id is null or school_id is null),
  constraint documents_signed_whole check
    ((state = 'signed') = (number is not null and signed_on is not null and content_sha256 is not null))
);
create index documents_region on documents (region_id, id desc);
create index documents_municipality on documents (municipality_id);
create index documents_school on documents (school_id);
create index documents_list on documents (list_id);

-- A signed document never changes again; a mistake is mended by a new document.
create function refuse_change_of_signed_document() returns trigger language plpgsql as $$
begin
  if old.state = 'signed' then
    raise exception 'document % is signed and frozen', old.id using errcode = 'integrity_constraint_violation';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger documents_frozen before update or delete on documents
  for each row execute function refuse_change_of_signed_document();
