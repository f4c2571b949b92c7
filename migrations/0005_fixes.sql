-- Pull requests, deployments, and the judgement on a fix.

create table dispatch_pull_request (
  id text primary key,
  workspace_id text not null references dispatch_workspace (id),
  -- owner/name as webhooks say it; for a plain git remote the repository's own name.
  repository text not null,
  repository_id text references dispatch_repository (id),
  number bigint not null,
  title text not null,
  url text,
  state text not null check (state in ('open', 'draft', 'closed', 'merged')),
  author text,
  is_foreign boolean not null default false,
  head_branch text,
  head_sha text,
  base_branch text,
  merge_sha text,
  merged_at timestamptz(3),
  ci_state text check (ci_state in ('pending', 'success', 'failure')),
  run_id text references dispatch_run (id),
  vendor_updated_at timestamptz(3) not null,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  check ((state = 'merged') = (merged_at is not null))
);
create unique index dispatch_pull_request_number on dispatch_pull_request (workspace_id, lower(repository), number);
create index dispatch_pull_request_merge on dispatch_pull_request (workspace_id, merge_sha) where merge_sha is not null;

create table dispatch_issue_pr (
  id text primary key,
  workspace_id text not null references dispatch_workspace (id),
  issue_id text not null references dispatch_issue (id),
  pull_request_id text not null references dispatch_pull_request (id),
  link_kind text not null check (link_kind in ('closes', 'mentions', 'suggested')),
  matched_by text not null,
  linked_by jsonb not null,
  created_at timestamptz(3) not null,
  unlinked_at timestamptz(3),
  unique (issue_id, pull_request_id)
);
create index dispatch_issue_pr_pull on dispatch_issue_pr (pull_request_id);

create table dispatch_push (
  id text primary key,
  workspace_id text not null references dispatch_workspace (id),
  repository text not null,
  ref text not null,
  before_sha text not null,
  after_sha text not null,
  forced boolean not null,
  commits jsonb not null default '[]',
  pushed_at timestamptz(3) not null
);
create unique index dispatch_push_once on dispatch_push (workspace_id, lower(repository), ref, before_sha, after_sha);

create table dispatch_deployment (
  id text primary key,
  workspace_id text not null references dispatch_workspace (id),
  repository text not null,
  environment text not null,
  is_production boolean not null,
  -- Why it counts as production, or why not.
  production_reason text not null,
  sha text not null,
  vendor_id text not null,
  source text not null check (source in ('deployment_status', 'workflow_run', 'release', 'api')),
  commits text[] not null default '{}',
  url text,
  deployed_at timestamptz(3) not null,
  received_at timestamptz(3) not null
);
create unique index dispatch_deployment_once on dispatch_deployment (workspace_id, lower(repository), lower(environment), sha, vendor_id);
create index dispatch_deployment_list on dispatch_deployment (workspace_id, deployed_at desc, id desc);

create table dispatch_fix_attempt (
  id text primary key,
  workspace_id text not null references dispatch_workspace (id),
  issue_id text not null references dispatch_issue (id),
  pull_request_id text not null references dispatch_pull_request (id),
  repository text not null,
  merge_sha text not null,
  merged_at timestamptz(3) not null,
  state text not null check (state in ('awaiting_deploy', 'watching', 'verified', 'failed', 'inconclusive', 'reverted', 'superseded')),
  -- What the attempt waits for, in a sentence.
  state_detail text not null,
  deployment_id text references dispatch_deployment (id),
  environment text,
  deployed_sha text,
  deployed_at timestamptz(3),
  window_starts_at timestamptz(3),
  window_ends_at timestamptz(3),
  verdict_at timestamptz(3),
  broken_at timestamptz(3),
  evidence jsonb not null default '{}',
  events_before bigint,
  events_after bigint,
  expected_events double precision,
  confidence double precision,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  unique (issue_id, pull_request_id),
  check (state <> 'watching' or (window_starts_at is not null and window_ends_at is not null and deployment_id is not null)),
  check ((state in ('verified', 'failed', 'inconclusive', 'reverted', 'superseded')) = (verdict_at is not null))
);
create unique index dispatch_fix_attempt_open on dispatch_fix_attempt (issue_id) where state in ('awaiting_deploy', 'watching');
create index dispatch_fix_attempt_due on dispatch_fix_attempt (window_ends_at) where state = 'watching';
create index dispatch_fix_attempt_list on dispatch_fix_attempt (workspace_id, created_at desc, id desc);
alter table dispatch_issue add foreign key (closed_by_verdict_id) references dispatch_fix_attempt (id);

create function dispatch_check_fix_transition() returns trigger language plpgsql as $$
begin
  if new.state = old.state then return new; end if;
  if not (old.state, new.state) in (
    ('awaiting_deploy', 'watching'), ('watching', 'awaiting_deploy'),
    ('watching', 'verified'), ('watching', 'failed'), ('watching', 'inconclusive'),
    ('awaiting_deploy', 'reverted'), ('watching', 'reverted'), ('awaiting_deploy', 'superseded'), ('watching', 'superseded'),
    ('verified', 'failed')
  ) then
    raise exception 'a fix attempt cannot go from % to %', old.state, new.state using errcode = 'check_violation', constraint = 'dispatch_fix_transition';
  end if;
  return new;
end $$;
create trigger dispatch_fix_transition before update of state on dispatch_fix_attempt for each row execute function dispatch_check_fix_transition();
