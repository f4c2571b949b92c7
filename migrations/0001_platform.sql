-- Workspaces, people, keys, and the event log that every other view is made of.

create table dispatch_workspace (
  id text primary key,
  name text not null check (length(name) between 1 and 100),
  prefix text not null check (prefix ~ '^[A-Z][A-Z0-9]{1,9}$'),
  -- Former prefixes stay valid in identifiers that people have written down.
  prefix_aliases text[] not null default '{}',
  is_default boolean not null default false,
  is_demo boolean not null default false,
  policy jsonb not null default '{}',
  created_at timestamptz(3) not null,
  deleted_at timestamptz(3)
);
create unique index dispatch_workspace_default on dispatch_workspace (is_default) where is_default;
create unique index dispatch_workspace_prefix on dispatch_workspace (prefix) where deleted_at is null;

-- One row a workspace; the row lock of its update makes sequence order commit order.
create table dispatch_event_counter (
  workspace_id text primary key references dispatch_workspace (id),
  last bigint not null default 0
);

create table dispatch_issue_counter (
  workspace_id text primary key references dispatch_workspace (id),
  last bigint not null default 0
);

create table dispatch_event (
  workspace_id text not null references dispatch_workspace (id),
  seq bigint not null,
  at timestamptz(3) not null,
  type text not null check (type ~ '^[a-z_]+\.[a-z_]+$'),
  subject_type text not null,
  subject_id text not null,
  issue_id text,
  run_id text,
  actor jsonb not null,
  payload jsonb not null default '{}',
  request_id text,
  primary key (workspace_id, seq)
);
create index dispatch_event_issue on dispatch_event (workspace_id, issue_id, seq) where issue_id is not null;
create index dispatch_event_type on dispatch_event (workspace_id, type, seq);

-- Facts about the installation itself: the password's hash, the test clock's offset.
create table dispatch_setting (
  key text primary key,
  value jsonb not null,
  updated_at timestamptz(3) not null
);

create table dispatch_user (
  id text primary key,
  display_name text not null check (length(display_name) between 1 and 80),
  created_at timestamptz(3) not null
);

create table dispatch_session (
  id text primary key,
  token_hash text not null unique,
  user_id text not null references dispatch_user (id),
  workspace_id text not null references dispatch_workspace (id),
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  -- When the password was last asked for: dangerous actions want it fresh.
  confirmed_at timestamptz(3) not null,
  last_seen_at timestamptz(3) not null,
  user_agent text,
  revoked_at timestamptz(3)
);
create index dispatch_session_user on dispatch_session (user_id) where revoked_at is null;

create table dispatch_login_link (
  token_hash text primary key,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  used_at timestamptz(3)
);

create table dispatch_api_key (
  id text primary key,
  workspace_id text not null references dispatch_workspace (id),
  name text not null check (length(name) between 1 and 100),
  key_hash text not null unique,
  key_hint text not null,
  scopes text[] not null check (scopes <@ array['read', 'write', 'agent', 'admin', 'deploy'] and cardinality(scopes) > 0),
  created_by jsonb not null,
  created_at timestamptz(3) not null,
  last_used_at timestamptz(3),
  revoked_at timestamptz(3)
);
create index dispatch_api_key_workspace on dispatch_api_key (workspace_id, created_at desc);

create table dispatch_idempotency (
  actor text not null,
  path text not null,
  key text not null,
  body_hash text not null,
  state text not null check (state in ('running', 'done')),
  status integer,
  headers jsonb,
  body text,
  created_at timestamptz(3) not null,
  primary key (actor, path, key)
);
create index dispatch_idempotency_age on dispatch_idempotency (created_at);
