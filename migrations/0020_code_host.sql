-- How much GitHub still answers to each credential of this installation, as its own headers told it last.
create table dispatch_github_budget (
  key text primary key,
  max_requests integer,
  remaining integer,
  resets_at timestamptz(3),
  paused_until timestamptz(3),
  asked_at timestamptz(3) not null,
  unchanged bigint not null default 0,
  last_error text,
  last_error_at timestamptz(3)
);

-- How far the looks at a repository have come, where no webhook tells what happens there.
create table dispatch_repository_look (
  repository_id text primary key references dispatch_repository (id) on delete cascade,
  workspace_id text not null references dispatch_workspace (id),
  -- Pull requests that changed before this are known.
  pulls_until timestamptz(3),
  -- The tip of the default branch.
  head_sha text,
  looked_at timestamptz(3) not null,
  problem text
);
