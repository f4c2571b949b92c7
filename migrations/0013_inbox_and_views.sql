-- What needs a person, kept in step with the truth by a reader of the event log; and views that somebody saved.

-- A notice stands while its cause stands. It is the workspace's; only what people do with it is theirs.
create table dispatch_notification (
  id text primary key,
  workspace_id text not null references dispatch_workspace (id),
  -- For one person only: a mention, an assignment. Null: whoever looks after the workspace.
  user_id text references dispatch_user (id),
  kind text not null check (kind in (
    'plan_review', 'question', 'blocked', 'permission', 'push_review', 'fix_failed', 'fix_inconclusive', 'fix_broken',
    'run_failed', 'start_refused', 'attention', 'mention', 'assigned'
  )),
  issue_id text not null references dispatch_issue (id),
  -- The plan, run, fix, decision or comment that it is about: the same cause is told once.
  subject_id text not null,
  text text not null check (length(text) between 1 and 500),
  -- The event that opened it last, and the one that took its cause away.
  opened_seq bigint not null,
  opened_at timestamptz(3) not null,
  closed_seq bigint,
  closed_at timestamptz(3),
  check ((closed_seq is null) = (closed_at is null)),
  check ((kind in ('mention', 'assigned')) = (user_id is not null))
);
create unique index dispatch_notification_once on dispatch_notification (issue_id, kind, subject_id, coalesce(user_id, ''));
create index dispatch_notification_open on dispatch_notification (workspace_id, opened_at desc, id desc) where closed_at is null;
create index dispatch_notification_closed on dispatch_notification (workspace_id, closed_at) where closed_at is not null;

create table dispatch_notification_state (
  notification_id text not null references dispatch_notification (id) on delete cascade,
  user_id text not null references dispatch_user (id),
  read_at timestamptz(3),
  done_at timestamptz(3),
  snoozed_until timestamptz(3),
  primary key (notification_id, user_id)
);
create index dispatch_notification_state_user on dispatch_notification_state (user_id, done_at) where done_at is not null;

create table dispatch_notification_preference (
  workspace_id text not null references dispatch_workspace (id),
  user_id text not null references dispatch_user (id),
  muted text[] not null default '{}',
  updated_at timestamptz(3) not null,
  primary key (workspace_id, user_id)
);

create table dispatch_view (
  id text primary key,
  workspace_id text not null references dispatch_workspace (id),
  -- Who saved it. A key has no private views.
  owner_id text references dispatch_user (id),
  is_shared boolean not null,
  name text not null check (length(name) between 1 and 60),
  layout text not null check (layout in ('board', 'list')),
  filters jsonb not null default '{}',
  sort text,
  position integer not null default 0,
  revision integer not null default 1,
  created_by jsonb not null,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  check (is_shared or owner_id is not null)
);
create unique index dispatch_view_shared_name on dispatch_view (workspace_id, lower(name)) where is_shared;
create unique index dispatch_view_own_name on dispatch_view (workspace_id, owner_id, lower(name)) where not is_shared;
