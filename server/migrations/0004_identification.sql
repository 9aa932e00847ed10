-- A list: draft → review → approved. Methodology and inputs are frozen with it, so that it is the same years later.
create table school_lists (
  id integer generated always as identity constraint school_lists_pk primary key,
  region_id integer not null constraint school_lists_region_fk references regions,
  school_year integer not null,
  name text not null,
  level text not null constraint school_lists_level_known check (level in ('federal', 'regional', 'municipal')),
  state text not null constraint school_lists_state_known check (state in ('draft', 'review', 'approved', 'cancelled')),
  order_number text,
  order_date date,
  methodology jsonb not null,
  -- Frozen inputs that belong to no single school of the list: comparability breaks, predecessors and their numbers,
  -- official clusters, earlier lists.
  context jsonb not null,
  -- sha-256 of all frozen inputs in canonical order.
  inputs_sha256 text not null,
  created_at timestamptz not null default now(),
  created_by text not null,
  approved_at timestamptz,
  approved_by text,
  constraint school_lists_approved_whole check ((state = 'approved') = (order_number is not null and order_date is not null))
);
create index school_lists_region on school_lists (region_id, school_year);

create table school_list_entries (
  list_id integer not null constraint school_list_entries_list_fk references school_lists on delete cascade,
  school_id integer not null constraint school_list_entries_school_fk references schools,
  -- Frozen: the school as it was identified with, its counts, and the finding that the methodology gave.
  inputs jsonb not null,
  finding jsonb not null,
  is_listed_by_rule boolean not null,
  decision text constraint school_list_entries_decision_known check (decision in ('include', 'exclude')),
  reason text,
  decided_at timestamptz,
  decided_by text,
  constraint school_list_entries_pk primary key (list_id, school_id),
  constraint school_list_entries_decision_whole check ((decision is null) = (reason is null))
);

-- An approved list never changes again; a mistake is mended by a new list.
create function refuse_change_of_approved_list() returns trigger language plpgsql as $$
declare
  touched integer := case when tg_op = 'DELETE' then old.list_id else new.list_id end;
begin
  if exists (select 1 from school_lists where id = touched and state = 'approved') then
    raise exception 'list % is approved and frozen', touched using errcode = 'integrity_constraint_violation';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger school_list_entries_frozen before insert or update or delete on school_list_entries
  for each row execute function refuse_change_of_approved_list();

create function refuse_change_of_approved_list_itself() returns trigger language plpgsql as $$
begin
  if old.state = 'approved' then
    raise exception 'list % is approved and frozen', old.id using errcode = 'integrity_constraint_violation';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger school_lists_frozen before update or delete on school_lists
  for each row execute function refuse_change_of_approved_list_itself();
