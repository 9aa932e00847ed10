-- What happened that people should know of. The facts are of the whole event; what each person is told is made from them in
-- the moment of reading or mailing, within what that person may see then.
create table notification_events (
  id bigint generated always as identity constraint notification_events_pk primary key,
  kind text not null,
  region_id integer not null constraint notification_events_region references regions on delete cascade,
  happened_at timestamptz not null,
  facts jsonb not null
);
create index notification_events_region on notification_events (region_id);

create table notifications (
  user_id text not null constraint notifications_user references users on delete cascade,
  event_id bigint not null constraint notifications_event references notification_events on delete cascade,
  read_at timestamptz,
  -- When a letter about it is due; null = none was asked for.
  mail_at timestamptz,
  mailed_at timestamptz,
  constraint notifications_pk primary key (user_id, event_id)
);
create index notifications_event on notifications (event_id);
create index notifications_due on notifications (user_id, mail_at) where mail_at is not null and mailed_at is null;

create table notification_settings (
  user_id text constraint notification_settings_pk primary key
    constraint notification_settings_user references users on delete cascade,
  -- {kind: channel}, only where they differ from the usual ones.
  channels jsonb not null,
  time_zone text not null,
  digest_hour smallint not null constraint notification_settings_digest check (digest_hour between 0 and 23),
  -- No letters from this hour until that one; both or none.
  quiet_from smallint constraint notification_settings_from check (quiet_from between 0 and 23),
  quiet_until smallint constraint notification_settings_until check (quiet_until between 0 and 23),
  constraint notification_settings_quiet check ((quiet_from is null) = (quiet_until is null))
);

-- Stars. No reference to users: the local operator has no account and may mark schools too.
create table watched_schools (
  user_id text not null,
  school_id integer not null constraint watched_schools_school references schools on delete cascade,
  since timestamptz not null default now(),
  constraint watched_schools_pk primary key (user_id, school_id)
);
create index watched_schools_school on watched_schools (school_id);
