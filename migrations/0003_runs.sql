-- Agent runs: states, plans, transcripts, decisions and money.

create table dispatch_plan (
  id text primary key,
  workspace_id text not null references dispatch_workspace (id),
  issue_id text not null references dispatch_issue (id),
  run_id text,
  version integer not null,
  state text not null check (state in ('submitted', 'approved', 'changes_requested', 'superseded')),
  content text not null check (length(content) between 1 and 200000),
  -- sha256 in hex of the UTF-8 bytes of content: an approval is bound to it.
  content_hash text not null,
  base_sha text,
  created_by jsonb not null,
  created_at timestamptz(3) not null,
  decided_by jsonb,
  decided_at timestamptz(3),
  feedback text,
  unique (issue_id, version)
);
create unique index dispatch_plan_open on dispatch_plan (issue_id) where state in ('submitted', 'approved');

create table dispatch_run (
  id text primary key,
  workspace_id text not null references dispatch_workspace (id),
  issue_id text not null references dispatch_issue (id),
  agent_id text not null references dispatch_agent (id),
  repository_id text not null references dispatch_repository (id),
  kind text not null check (kind in ('investigate', 'implement', 'error_fix', 'triage', 'qa', 'research')),
  state text not null default 'queued' check (state in ('queued', 'claimed', 'preparing', 'running', 'waiting_for_person', 'finished')),
  reason text check (reason in ('succeeded', 'failed', 'canceled', 'timed_out', 'stalled', 'budget_exceeded', 'lost')),
  failure_code text,
  failure_detail text,
  outcome text check (outcome in ('completed', 'no_changes_needed', 'investigation_complete', 'blocked', 'needs_decision', 'failed')),
  outcome_summary text,
  question text,
  evidence jsonb,
  parent_run_id text references dispatch_run (id),
  plan_id text references dispatch_plan (id),
  session_id text,
  instructions text,
  forced_reason text,
  requested_by jsonb not null,
  simulated boolean not null default false,
  attempt integer not null default 0,
  -- Grows with every claim; a worker that lost its lease writes with an old one and changes nothing.
  fence bigint not null default 0,
  worker_id text,
  lease_until timestamptz(3),
  heartbeat_at timestamptz(3),
  not_before timestamptz(3),
  cancel_requested_at timestamptz(3),
  confinement text check (confinement in ('container', 'sandbox', 'other_uid', 'none')),
  branch text,
  base_sha text,
  head_sha text,
  push_state text check (push_state in ('pending', 'held', 'pushed', 'nothing')),
  push_detail jsonb,
  budget_micro_usd bigint not null,
  cost_micro_usd bigint not null default 0,
  usage jsonb not null default '{}',
  activity text,
  activity_at timestamptz(3),
  transcript_seq bigint not null default 0,
  created_at timestamptz(3) not null,
  started_at timestamptz(3),
  finished_at timestamptz(3),
  check ((state = 'finished') = (reason is not null)),
  check ((state = 'finished') = (finished_at is not null))
);
create unique index dispatch_run_one_active on dispatch_run (issue_id) where state <> 'finished';
create index dispatch_run_workspace on dispatch_run (workspace_id, created_at desc, id desc);
create index dispatch_run_issue on dispatch_run (issue_id, created_at desc, id desc);
create index dispatch_run_active on dispatch_run (workspace_id, state) where state <> 'finished';
alter table dispatch_plan add foreign key (run_id) references dispatch_run (id);

create function dispatch_check_run_transition() returns trigger language plpgsql as $$
begin
  if new.state = old.state then
    if old.state = 'finished' and (new.reason, new.outcome) is distinct from (old.reason, old.outcome) then
      raise exception 'a finished run is final' using errcode = 'check_violation', constraint = 'dispatch_run_transition';
    end if;
    return new;
  end if;
  if not (old.state, new.state) in (
    ('queued', 'claimed'), ('claimed', 'preparing'), ('preparing', 'running'),
    ('claimed', 'queued'), ('preparing', 'queued'),
    ('running', 'waiting_for_person'), ('waiting_for_person', 'running'),
    ('queued', 'finished'), ('claimed', 'finished'), ('preparing', 'finished'), ('running', 'finished'), ('waiting_for_person', 'finished')
  ) then
    raise exception 'a run cannot go from % to %', old.state, new.state using errcode = 'check_violation', constraint = 'dispatch_run_transition';
  end if;
  return new;
end $$;
create trigger dispatch_run_transition before update of state, reason, outcome on dispatch_run for each row execute function dispatch_check_run_transition();

-- Tokens that live as long as their run: one to reach the tools, one to reach the model.
create table dispatch_run_token (
  token_hash text primary key,
  run_id text not null references dispatch_run (id),
  purpose text not null check (purpose in ('tools', 'model')),
  created_at timestamptz(3) not null,
  revoked_at timestamptz(3)
);
create index dispatch_run_token_run on dispatch_run_token (run_id);

create table dispatch_transcript (
  run_id text not null references dispatch_run (id),
  seq bigint not null,
  at timestamptz(3) not null,
  kind text not null check (kind in ('text', 'thinking', 'tool_call', 'tool_result', 'error', 'result', 'system')),
  content jsonb not null,
  primary key (run_id, seq)
);

create table dispatch_agent_activity (
  id text primary key,
  workspace_id text not null references dispatch_workspace (id),
  issue_id text not null references dispatch_issue (id),
  run_id text references dispatch_run (id),
  agent_id text references dispatch_agent (id),
  at timestamptz(3) not null,
  kind text not null check (kind in ('started', 'progress', 'plan', 'blocked', 'question', 'tests', 'result', 'error')),
  summary text not null check (length(summary) <= 2000),
  data jsonb not null default '{}'
);
create index dispatch_agent_activity_issue on dispatch_agent_activity (issue_id, at desc, id desc);

create table dispatch_decision (
  id text primary key,
  workspace_id text not null references dispatch_workspace (id),
  issue_id text references dispatch_issue (id),
  run_id text,
  delivery_id text,
  at timestamptz(3) not null,
  rule text not null,
  result text not null,
  reason text not null,
  detail text not null,
  inputs jsonb not null default '{}'
);
create index dispatch_decision_issue on dispatch_decision (issue_id, at desc, id desc);
create index dispatch_decision_workspace on dispatch_decision (workspace_id, at desc, id desc);

-- Append-only. Positive takes from the budget, negative gives back.
create table dispatch_ledger (
  id text primary key,
  workspace_id text not null references dispatch_workspace (id),
  run_id text not null references dispatch_run (id),
  issue_id text not null,
  agent_id text not null,
  kind text not null check (kind in ('reserve', 'settle', 'release', 'adjust')),
  micro_usd bigint not null,
  day date not null,
  source text not null check (source in ('reservation', 'proxy_meter', 'result_delta', 'token_counts', 'estimate', 'simulated', 'adjustment')),
  notional boolean not null default false,
  at timestamptz(3) not null
);
create unique index dispatch_ledger_once on dispatch_ledger (run_id, kind) where kind in ('reserve', 'settle', 'release');
create index dispatch_ledger_day on dispatch_ledger (workspace_id, day);

create function dispatch_refuse_ledger_change() returns trigger language plpgsql as $$
begin
  raise exception 'the ledger is append-only' using errcode = 'check_violation', constraint = 'dispatch_ledger_append_only';
end $$;
create trigger dispatch_ledger_append_only before update or delete on dispatch_ledger for each row execute function dispatch_refuse_ledger_change();

-- Running sums a scope (workspace, issue, agent) and day, locked while a start is decided.
create table dispatch_budget (
  workspace_id text not null references dispatch_workspace (id),
  scope text not null,
  day date not null,
  micro_usd bigint not null default 0,
  runs integer not null default 0,
  primary key (workspace_id, scope, day)
);
