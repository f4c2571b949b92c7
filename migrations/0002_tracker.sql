-- Issues and what hangs on them.

create table dispatch_status (
  id text primary key,
  workspace_id text not null references dispatch_workspace (id),
  name text not null check (length(name) between 1 and 60),
  category text not null check (category in ('backlog', 'investigating', 'needs_review', 'in_progress', 'in_review', 'done', 'canceled')),
  color text not null,
  position integer not null,
  created_at timestamptz(3) not null
);
create unique index dispatch_status_name on dispatch_status (workspace_id, lower(name));

create function dispatch_keep_status_category() returns trigger language plpgsql as $$
begin
  if new.category <> old.category then
    raise exception 'the category of a status never changes' using errcode = 'check_violation', constraint = 'dispatch_status_category_fixed';
  end if;
  return new;
end $$;
create trigger dispatch_status_category_fixed before update on dispatch_status for each row execute function dispatch_keep_status_category();

create table dispatch_label (
  id text primary key,
  workspace_id text not null references dispatch_workspace (id),
  name text not null check (length(name) between 1 and 60),
  color text not null,
  created_at timestamptz(3) not null
);
create unique index dispatch_label_name on dispatch_label (workspace_id, lower(name));

create table dispatch_agent (
  id text primary key,
  workspace_id text not null references dispatch_workspace (id),
  name text not null check (length(name) between 1 and 60),
  adapter text not null check (adapter in ('claude_code', 'codex', 'command', 'simulator')),
  model text,
  enabled boolean not null default true,
  webhook_url text,
  settings jsonb not null default '{}',
  is_default boolean not null default false,
  created_at timestamptz(3) not null,
  deleted_at timestamptz(3)
);
create unique index dispatch_agent_name on dispatch_agent (workspace_id, lower(name)) where deleted_at is null;
create unique index dispatch_agent_default on dispatch_agent (workspace_id) where is_default and deleted_at is null;

create table dispatch_repository (
  id text primary key,
  workspace_id text not null references dispatch_workspace (id),
  name text not null,
  provider text not null check (provider in ('github', 'git')),
  full_name text check (full_name ~ '^[^/\s]+/[^/\s]+$'),
  git_url text not null,
  default_branch text not null,
  setup_command text,
  test_command text,
  guarded_paths text[] not null default '{}',
  is_default boolean not null default false,
  created_at timestamptz(3) not null,
  deleted_at timestamptz(3)
);
create unique index dispatch_repository_full_name on dispatch_repository (workspace_id, lower(full_name)) where deleted_at is null;
create unique index dispatch_repository_default on dispatch_repository (workspace_id) where is_default and deleted_at is null;

create table dispatch_repository_mapping (
  workspace_id text not null references dispatch_workspace (id),
  source text not null check (source in ('sentry', 'github', 'loki', 'signal')),
  project_key text not null,
  repository_id text not null references dispatch_repository (id),
  primary key (workspace_id, source, project_key)
);

create table dispatch_issue (
  id text primary key,
  workspace_id text not null references dispatch_workspace (id),
  number bigint not null,
  title text not null check (length(title) between 1 and 500),
  description text not null default '' check (length(description) <= 100000),
  status_id text not null references dispatch_status (id),
  priority text not null default 'P3' check (priority in ('P1', 'P2', 'P3', 'P4')),
  assignee_agent_id text references dispatch_agent (id),
  assignee_user_id text references dispatch_user (id),
  parent_id text references dispatch_issue (id),
  repository_id text references dispatch_repository (id),
  source text not null default 'manual' check (source in ('manual', 'api', 'agent', 'sentry', 'github', 'loki', 'signal')),
  -- The text was written by strangers: agents that work on it get the narrower permissions.
  is_public_text boolean not null default false,
  simulated boolean not null default false,
  rank text collate "C" not null,
  revision integer not null default 1,
  needs_attention text,
  branch text,
  created_by jsonb not null,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  closed_at timestamptz(3),
  closed_by_verdict_id text,
  close_reason text,
  deleted_at timestamptz(3),
  fts tsvector generated always as (
    setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', left(description, 20000)), 'B')
  ) stored,
  constraint dispatch_issue_one_assignee check (assignee_agent_id is null or assignee_user_id is null),
  unique (workspace_id, number)
);
create index dispatch_issue_updated on dispatch_issue (workspace_id, updated_at desc, id desc) where deleted_at is null;
create index dispatch_issue_created on dispatch_issue (workspace_id, created_at desc, id desc) where deleted_at is null;
create index dispatch_issue_column on dispatch_issue (status_id, rank, id) where deleted_at is null;
create index dispatch_issue_assignee on dispatch_issue (assignee_agent_id) where assignee_agent_id is not null and deleted_at is null;
create index dispatch_issue_parent on dispatch_issue (parent_id) where parent_id is not null;
create index dispatch_issue_fts on dispatch_issue using gin (fts) where deleted_at is null;
create index dispatch_issue_trigram on dispatch_issue using gin (title gin_trgm_ops) where deleted_at is null;

create table dispatch_issue_label (
  issue_id text not null references dispatch_issue (id) on delete cascade,
  label_id text not null references dispatch_label (id) on delete cascade,
  primary key (issue_id, label_id)
);
create index dispatch_issue_label_label on dispatch_issue_label (label_id);

create table dispatch_issue_relation (
  workspace_id text not null references dispatch_workspace (id),
  issue_id text not null references dispatch_issue (id),
  related_id text not null references dispatch_issue (id),
  kind text not null check (kind in ('blocks', 'duplicate_of', 'related')),
  created_at timestamptz(3) not null,
  primary key (issue_id, related_id, kind),
  check (issue_id <> related_id)
);

create table dispatch_comment (
  id text primary key,
  workspace_id text not null references dispatch_workspace (id),
  issue_id text not null references dispatch_issue (id),
  body text not null check (length(body) between 1 and 50000),
  author jsonb not null,
  created_at timestamptz(3) not null,
  edited_at timestamptz(3),
  deleted_at timestamptz(3)
);
create index dispatch_comment_issue on dispatch_comment (issue_id, created_at, id) where deleted_at is null;

create table dispatch_external_issue (
  id text primary key,
  workspace_id text not null references dispatch_workspace (id),
  issue_id text not null references dispatch_issue (id),
  source text not null check (source in ('sentry', 'github', 'loki', 'linear', 'signal')),
  external_id text not null,
  short_id text,
  url text,
  title text,
  project text,
  state text,
  -- An error source reports production errors: its issues close by verdict.
  is_error_source boolean not null,
  occurrences bigint not null default 0,
  users_affected bigint not null default 0,
  first_seen timestamptz(3),
  last_seen timestamptz(3),
  metadata jsonb not null default '{}',
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  -- Last word in a race of two deliveries about one vendor issue.
  unique (workspace_id, source, external_id)
);
create index dispatch_external_issue_issue on dispatch_external_issue (issue_id);

create table dispatch_embedding (
  issue_id text not null references dispatch_issue (id) on delete cascade,
  model text not null,
  embedding vector not null,
  content_hash text not null,
  updated_at timestamptz(3) not null,
  primary key (issue_id, model)
);

-- A production error is done by proof or by a person's word, whoever writes the row.
create function dispatch_check_close_gate() returns trigger language plpgsql as $$
begin
  if new.deleted_at is null and new.closed_by_verdict_id is null and new.close_reason is null
    and exists (select from dispatch_status s where s.id = new.status_id and s.category = 'done')
    and exists (select from dispatch_external_issue x where x.issue_id = new.id and x.is_error_source)
    and (tg_op = 'INSERT' or new.status_id <> old.status_id)
  then
    raise exception 'an error-sourced issue is done only by a verified verdict or a recorded reason'
      using errcode = 'check_violation', constraint = 'dispatch_issue_close_gate';
  end if;
  return null;
end $$;
create constraint trigger dispatch_issue_close_gate after insert or update of status_id on dispatch_issue
  deferrable initially immediate for each row execute function dispatch_check_close_gate();

create table dispatch_issue_history (
  id bigint generated always as identity primary key,
  workspace_id text not null,
  seq bigint not null,
  issue_id text not null references dispatch_issue (id),
  at timestamptz(3) not null,
  type text not null,
  actor jsonb not null,
  old_value jsonb,
  new_value jsonb,
  payload jsonb not null,
  unique (workspace_id, seq)
);
create index dispatch_issue_history_issue on dispatch_issue_history (issue_id, seq);

-- The only writer of the history: what the log says, the history says.
create function dispatch_record_history() returns trigger language plpgsql as $$
begin
  insert into dispatch_issue_history (workspace_id, seq, issue_id, at, type, actor, old_value, new_value, payload)
  select e.workspace_id, e.seq, e.issue_id, e.at, e.type, e.actor, e.payload #> '{changes,status,0}', e.payload #> '{changes,status,1}', e.payload
  from inserted e
  where e.issue_id is not null
    and (e.type in ('issue.created', 'issue.moved', 'pr.linked', 'pr.unlinked', 'pr.updated') or e.type like 'fix.%');
  return null;
end $$;
create trigger dispatch_event_history after insert on dispatch_event
  referencing new table as inserted for each statement execute function dispatch_record_history();
