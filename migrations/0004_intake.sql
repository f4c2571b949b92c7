-- What arrives from outside: stored first, decided later, never lost.

create table dispatch_connection (
  id text primary key,
  workspace_id text not null references dispatch_workspace (id),
  source text not null check (source in ('sentry', 'github', 'loki', 'signal')),
  name text not null,
  -- Sealed with the installation's secret key; two may be valid during a rotation.
  secrets text[] not null default '{}',
  settings jsonb not null default '{}',
  -- Serves the address without an id and takes its secret from the environment.
  is_default boolean not null default false,
  bad_signatures bigint not null default 0,
  last_delivery_at timestamptz(3),
  created_at timestamptz(3) not null,
  deleted_at timestamptz(3)
);
create unique index dispatch_connection_default on dispatch_connection (workspace_id, source) where is_default;

create table dispatch_delivery (
  id text primary key,
  seq bigint generated always as identity unique,
  workspace_id text not null references dispatch_workspace (id),
  connection_id text not null references dispatch_connection (id),
  source text not null,
  delivery_key text not null,
  kind text not null,
  headers jsonb not null,
  body bytea not null,
  body_sha256 text not null,
  state text not null default 'received' check (state in ('received', 'processed', 'ignored', 'duplicate', 'failed', 'dead')),
  decision jsonb,
  effects jsonb,
  attempts integer not null default 0,
  error text,
  received_at timestamptz(3) not null,
  processed_at timestamptz(3),
  unique (connection_id, delivery_key)
);
create index dispatch_delivery_list on dispatch_delivery (workspace_id, received_at desc, id desc);
create index dispatch_delivery_body on dispatch_delivery (connection_id, body_sha256, received_at);
create index dispatch_delivery_open on dispatch_delivery (state, received_at) where state in ('received', 'failed');

create table dispatch_signal (
  id text primary key,
  workspace_id text not null references dispatch_workspace (id),
  connection_id text references dispatch_connection (id),
  delivery_id text references dispatch_delivery (id),
  delivery_seq bigint not null,
  object_key text not null,
  kind text not null,
  occurred_at timestamptz(3) not null,
  vendor_version text,
  occurrence_key text not null,
  payload jsonb not null,
  created_at timestamptz(3) not null,
  -- A repeated body has no effect: the content decides, not the delivery's id.
  unique (workspace_id, object_key, kind, occurrence_key)
);
create index dispatch_signal_object on dispatch_signal (workspace_id, object_key, occurred_at);
create index dispatch_signal_connection on dispatch_signal (connection_id, occurred_at);

create table dispatch_occurrence (
  id text primary key,
  workspace_id text not null references dispatch_workspace (id),
  external_issue_id text not null references dispatch_external_issue (id) on delete cascade,
  issue_id text not null references dispatch_issue (id),
  occurrence_key text not null,
  occurred_at timestamptz(3) not null,
  release text,
  environment text,
  -- Why it counts or not is decided against each open attempt; this says where it came from.
  channel text not null check (channel in ('event_hook', 'issue_hook', 'alert_hook', 'api')),
  delivery_id text,
  created_at timestamptz(3) not null,
  unique (external_issue_id, occurrence_key)
);
create index dispatch_occurrence_issue on dispatch_occurrence (issue_id, occurred_at);
