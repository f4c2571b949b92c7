-- Releases through a staging branch, suggested links, and what may have caused an error.

-- Pull requests into these branches reach production with a later pull request that carries them.
alter table dispatch_repository add column staging_branches text[] not null default '{}';
-- The merged pull request that carried this one's merge onwards.
alter table dispatch_pull_request add column release_pull_id text references dispatch_pull_request (id);
create index dispatch_pull_request_base on dispatch_pull_request (workspace_id, lower(repository), base_branch, merged_at) where merged_at is not null;
create index dispatch_pull_request_head on dispatch_pull_request (workspace_id, lower(repository), head_branch);
-- The merge in the branch that is deployed; for one that a release carried, that of the release. Until then null.
alter table dispatch_fix_attempt add column release_pull_id text references dispatch_pull_request (id);

-- How alike the two are, for a suggestion.
alter table dispatch_issue_pr add column score double precision;

-- The commits that touched the files of an error's stack shortly before it was first seen.
create table dispatch_suspects (
  issue_id text primary key references dispatch_issue (id) on delete cascade,
  workspace_id text not null references dispatch_workspace (id),
  state text not null check (state in ('found', 'none', 'unknown')),
  -- Why there are none, or why nothing could be found out.
  detail text not null,
  repository text,
  first_seen timestamptz(3),
  frames jsonb not null default '[]',
  commits jsonb not null default '[]',
  looked_at timestamptz(3) not null
);
