-- Methodologies that a region made of others. A row is one version and never changes; another rule is another version.
create table methodologies (
  id integer generated always as identity constraint methodologies_pk primary key,
  region_id integer not null constraint methodologies_region_fk references regions,
  -- What addresses and commands call it; the same for all its versions.
  code text not null,
  version text not null,
  -- What it was copied from, as `code@version`.
  based_on text not null,
  -- The act that adopted it. Without one the version is a draft: it can be tried, and says that it is a draft.
  act text,
  act_number text,
  act_date date,
  note text,
  -- The whole methodology, in the format of the files that come with the product.
  document jsonb not null,
  created_at timestamptz not null default now(),
  created_by text not null,
  withdrawn_at timestamptz,
  withdrawn_by text,
  constraint methodologies_version_once unique (region_id, code, version),
  constraint methodologies_act_whole check ((act is null) = (act_number is null) and (act is null) = (act_date is null)),
  constraint methodologies_withdrawn_whole check ((withdrawn_at is null) = (withdrawn_by is null))
);

-- The list keeps its own copy of the rule; the version it names must stay what it was as well.
create function refuse_change_of_methodology() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and row(new.region_id, new.code, new.version, new.based_on, new.act, new.act_number, new.act_date, new.note,
      new.document, new.created_at, new.created_by)
    is distinct from row(old.region_id, old.code, old.version, old.based_on, old.act, old.act_number, old.act_date, old.note,
      old.document, old.created_at, old.created_by) then
    raise exception 'version % of methodology % never changes', old.version, old.code using errcode = 'integrity_constraint_violation';
  end if;
  if (tg_op = 'DELETE' or new.withdrawn_at is not null) and exists (
    select 1 from school_lists
    where region_id = old.region_id and methodology ->> 'id' = old.code and methodology ->> 'version' = old.version and state <> 'cancelled'
  ) then
    raise exception 'version % of methodology % is used by a list', old.version, old.code using errcode = 'integrity_constraint_violation';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger methodologies_frozen before update or delete on methodologies
  for each row execute function refuse_change_of_methodology();
