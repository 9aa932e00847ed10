-- Data quality: what a region sets otherwise in a rule, and what people say of a finding. Findings themselves are computed
-- from the numbers whenever they are asked for, so that they are never older than the data.
create table quality_rule_settings (
  region_id integer not null constraint quality_rule_settings_region_fk references regions,
  rule text not null,
  is_enabled boolean not null,
  owner text not null,
  parameters jsonb not null,
  set_at timestamptz not null default now(),
  set_by text not null,
  constraint quality_rule_settings_pk primary key (region_id, rule)
);

create table quality_follow_ups (
  region_id integer not null constraint quality_follow_ups_region_fk references regions,
  finding text not null,
  state text not null constraint quality_follow_ups_state_known check (state in ('to-check', 'explained', 'corrected')),
  note text not null,
  -- What was said of the numbers when the mark was set: other words later mean other numbers.
  sentence text not null,
  set_at timestamptz not null default now(),
  set_by text not null,
  constraint quality_follow_ups_pk primary key (region_id, finding)
);
