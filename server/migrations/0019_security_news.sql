-- News of one's own account belong to no region.
alter table notification_events alter column region_id drop not null;

-- Browsers that a person has signed in from, by the SHA-256 of a random cookie: a sign-in from another one is told.
create table known_devices (
  user_id text not null constraint known_devices_user references users on delete cascade,
  device_hash bytea not null,
  first_seen_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  constraint known_devices_pk primary key (user_id, device_hash)
);
