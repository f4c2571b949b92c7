-- What agents that run elsewhere report over HTTP, and how far each reader of the event log has come.

-- Sealed; signs the agent's own deliveries to us. Shown once.
alter table dispatch_agent add column event_secret text;

create table dispatch_agent_event (
  workspace_id text not null references dispatch_workspace (id),
  -- An agent with a secret, an API key or a run; an event's id is unique to its sender.
  sender_id text not null,
  event_id text not null check (length(event_id) between 1 and 200),
  type text not null,
  occurred_at timestamptz(3) not null,
  issue_id text not null references dispatch_issue (id),
  run_id text references dispatch_run (id),
  received_at timestamptz(3) not null,
  primary key (workspace_id, sender_id, event_id)
);
create index dispatch_agent_event_issue on dispatch_agent_event (issue_id, received_at);

-- Everything up to and including seq was confirmed by the reader: an answer that got lost is given again.
create table dispatch_event_reader (
  workspace_id text not null references dispatch_workspace (id),
  reader_id text not null,
  seq bigint not null check (seq >= 0),
  updated_at timestamptz(3) not null,
  primary key (workspace_id, reader_id)
);
