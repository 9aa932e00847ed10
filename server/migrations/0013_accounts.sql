-- People who sign in, what proves who they are, and what each may do where.
-- users … second_factors are kept by the authentication library (names and columns are told to it in accounts/auth.ts).
create table users (
  id text constraint users_pk primary key,
  name text not null,
  email text not null constraint users_email_folded check (email = lower(email)),
  email_verified boolean not null default false,
  image text,
  second_factor_enabled boolean not null default false,
  -- What the person is to the office: «главный специалист отдела общего образования».
  position text,
  phone text,
  disabled_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint users_email_unique unique (email)
);

create table sessions (
  id text constraint sessions_pk primary key,
  token text not null constraint sessions_token_unique unique,
  user_id text not null constraint sessions_user references users (id) on delete cascade,
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index sessions_user on sessions (user_id);

-- Ways to prove who one is: a password (provider «credential»), or an account of an OIDC provider.
create table login_accounts (
  id text constraint login_accounts_pk primary key,
  account_id text not null,
  provider_id text not null,
  user_id text not null constraint login_accounts_user references users (id) on delete cascade,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  password text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint login_accounts_subject_unique unique (provider_id, account_id)
);
create index login_accounts_user on login_accounts (user_id);

create table verifications (
  id text constraint verifications_pk primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index verifications_identifier on verifications (identifier);

create table second_factors (
  id text constraint second_factors_pk primary key,
  secret text not null,
  backup_codes text not null,
  user_id text not null constraint second_factors_user references users (id) on delete cascade,
  verified boolean not null default true,
  failed_verification_count integer not null default 0,
  locked_until timestamptz
);
create index second_factors_user on second_factors (user_id);

-- One role in one place, dated. Exactly the columns of the place's kind are filled, and all above it, so that a grant
-- in one region can never be read as one in another.
create table grants (
  id bigint generated always as identity constraint grants_pk primary key,
  user_id text not null constraint grants_user references users (id) on delete cascade,
  role text not null constraint grants_role check (role in (
    'administrator', 'regional-coordinator', 'municipal-coordinator', 'curator', 'school-team', 'expert', 'observer')),
  place_kind text not null,
  region_id integer constraint grants_region references regions (id),
  municipality_id integer constraint grants_municipality references municipalities (id),
  school_id integer constraint grants_school references schools (id),
  granted_from date not null,
  -- The last day; null = until taken back.
  granted_until date,
  granted_by text not null,
  created_at timestamptz not null default now(),
  constraint grants_days check (granted_until is null or granted_until >= granted_from - 1),
  constraint grants_place check (case place_kind
    when 'installation' then region_id is null and municipality_id is null and school_id is null
    when 'region' then region_id is not null and municipality_id is null and school_id is null
    when 'municipality' then region_id is not null and municipality_id is not null and school_id is null
    when 'school' then region_id is not null and municipality_id is not null and school_id is not null
    else false end)
);
create index grants_user on grants (user_id);
create index grants_region on grants (region_id);

-- A link by which a person sets the first password. Only the hash of what the link holds is kept.
create table invitations (
  id bigint generated always as identity constraint invitations_pk primary key,
  user_id text not null constraint invitations_user references users (id) on delete cascade,
  token_hash text not null constraint invitations_token_unique unique,
  invited_by text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  accepted_at timestamptz
);
create index invitations_user on invitations (user_id);

-- What slows down guessing. The account is the hash of the address that was typed, whether it exists or not.
create table login_attempts (
  id bigint generated always as identity constraint login_attempts_pk primary key,
  attempted_at timestamptz not null default now(),
  account_hash text not null,
  address text not null,
  succeeded boolean not null
);
create index login_attempts_account on login_attempts (account_hash, attempted_at);
create index login_attempts_address on login_attempts (address, attempted_at);
