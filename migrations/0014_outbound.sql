-- Messages to the outside: who is told, how far the event log has been turned into messages, what was sent, and what came back.

create table dispatch_webhook (
  id text primary key,
  workspace_id text not null references dispatch_workspace (id),
  kind text not null check (kind in ('webhook', 'agent', 'slack_webhook', 'slack_bot', 'email')),
  name text not null check (length(name) between 1 and 100),
  -- The row of an agent with a webhook_url: made by Dispatch, never by hand.
  agent_id text references dispatch_agent (id),
  -- What people see: a URL, a channel, addresses. Of a secret address only a hint.
  target text,
  sealed_target text,
  sealed_secret text,
  -- Signs beside the present one until then, so that a receiver can change over.
  sealed_previous_secret text,
  previous_secret_until timestamptz(3),
  -- It hears of what comes after.
  since_seq bigint not null check (since_seq >= 0),
  event_types text[] not null check (cardinality(event_types) between 1 and 100),
  enabled boolean not null default true,
  -- Set when Dispatch itself switched it off.
  disabled_reason text check (disabled_reason in ('gone', 'exhausted')),
  disabled_detail text,
  disabled_at timestamptz(3),
  last_success_at timestamptz(3),
  last_failure_at timestamptz(3),
  created_by jsonb not null,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  deleted_at timestamptz(3),
  check ((kind = 'agent') = (agent_id is not null)),
  check ((kind = 'agent') = (target is null)),
  check ((kind = 'webhook') = (sealed_secret is not null)),
  check (kind <> 'slack_webhook' or sealed_target is not null),
  check ((sealed_previous_secret is null) = (previous_secret_until is null)),
  check ((disabled_reason is null) = (disabled_at is null)),
  check (not enabled or disabled_reason is null)
);
create index dispatch_webhook_workspace on dispatch_webhook (workspace_id, created_at desc, id desc) where deleted_at is null;
create unique index dispatch_webhook_agent on dispatch_webhook (agent_id) where deleted_at is null;

-- Every event up to and including seq has its messages. What was there before this table belongs to nobody.
create table dispatch_outbound_cursor (
  workspace_id text primary key references dispatch_workspace (id),
  seq bigint not null check (seq >= 0)
);
insert into dispatch_outbound_cursor (workspace_id, seq) select workspace_id, last from dispatch_event_counter;

create table dispatch_outbound_delivery (
  -- Also the message's webhook-id, the same at each attempt and replay.
  id text primary key,
  workspace_id text not null references dispatch_workspace (id),
  webhook_id text not null references dispatch_webhook (id),
  -- Null for a message that somebody sent to try it out.
  event_seq bigint,
  event_type text not null,
  issue_id text,
  -- Exactly what is sent; signed anew at each attempt.
  body text not null check (length(body) <= 200000),
  state text not null default 'pending' check (state in ('pending', 'succeeded', 'failed', 'canceled')),
  attempts integer not null default 0 check (attempts >= 0),
  -- How far it is in the schedule of retries; a replay begins anew.
  retries integer not null default 0 check (retries >= 0),
  -- Machine time, as is all that concerns attempts.
  next_attempt_at timestamptz(3),
  claimed_until timestamptz(3),
  first_attempt_at timestamptz(3),
  last_status integer,
  last_code text,
  last_detail text,
  finished_at timestamptz(3),
  created_at timestamptz(3) not null,
  check ((state = 'pending') = (next_attempt_at is not null)),
  check (state = 'pending' or claimed_until is null),
  unique (webhook_id, event_seq)
);
create index dispatch_outbound_delivery_due on dispatch_outbound_delivery (webhook_id, next_attempt_at, id) where state = 'pending';
create index dispatch_outbound_delivery_list on dispatch_outbound_delivery (webhook_id, created_at desc, id desc);
create index dispatch_outbound_delivery_age on dispatch_outbound_delivery (created_at);

create table dispatch_outbound_attempt (
  delivery_id text not null references dispatch_outbound_delivery (id) on delete cascade,
  number integer not null check (number >= 1),
  at timestamptz(3) not null,
  duration_ms integer not null check (duration_ms >= 0),
  outcome text not null check (outcome in ('delivered', 'failed', 'refused', 'gone')),
  status integer,
  code text,
  detail text,
  -- The start of the answer's body, without what looks like a secret.
  response text check (length(response) <= 4000),
  primary key (delivery_id, number)
);
