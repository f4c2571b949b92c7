-- Deliveries are found again and replayed many at a time, with what they did before; deployments and figures are read in their own order.

create index dispatch_delivery_given_up on dispatch_delivery (workspace_id, received_at desc, id desc) where state in ('failed', 'dead');
create index dispatch_delivery_issue on dispatch_delivery ((decision ->> 'issue_id')) where decision ->> 'issue_id' is not null;
create index dispatch_delivery_effects on dispatch_delivery using gin (effects jsonb_path_ops)
  where effects is not null and effects <> '[]'::jsonb;

-- What somebody chose to have replayed: the deliveries are fixed when it is asked for, and worked off by a job.
create table dispatch_replay_batch (
  id text primary key,
  workspace_id text not null references dispatch_workspace (id),
  state text not null check (state in ('running', 'finished', 'canceled')),
  dry_run boolean not null,
  -- As it was asked for: ids, or a filter.
  selection jsonb not null,
  total integer not null check (total >= 0),
  -- More deliveries passed the filter than one batch takes.
  is_cut boolean not null,
  created_by jsonb not null,
  created_at timestamptz(3) not null,
  finished_at timestamptz(3),
  check ((state = 'running') = (finished_at is null))
);
create index dispatch_replay_batch_list on dispatch_replay_batch (workspace_id, created_at desc, id desc);

create index dispatch_replay_batch_running on dispatch_replay_batch (id) where state = 'running';
create index dispatch_replay_batch_finished on dispatch_replay_batch (finished_at) where finished_at is not null;

-- One delivery, replayed once: what it had done before, and what it did then. A delivery replayed alone has no batch.
create table dispatch_replay (
  id text primary key,
  workspace_id text not null references dispatch_workspace (id),
  delivery_id text not null references dispatch_delivery (id) on delete cascade,
  batch_id text references dispatch_replay_batch (id) on delete cascade,
  position integer not null,
  state text not null check (state in ('queued', 'done', 'failed', 'canceled')),
  dry_run boolean not null,
  decision_before jsonb,
  effects_before jsonb,
  decision_after jsonb,
  effects_after jsonb,
  -- Another decision, or other effects, than before.
  changed boolean,
  problem text,
  replayed_by jsonb not null,
  finished_at timestamptz(3),
  check ((state = 'queued') = (finished_at is null)),
  check ((state = 'done') = (changed is not null)),
  check ((state = 'failed') = (problem is not null))
);
create unique index dispatch_replay_order on dispatch_replay (batch_id, position) where batch_id is not null;
create index dispatch_replay_queued on dispatch_replay (batch_id, position) where state = 'queued';
create index dispatch_replay_delivery on dispatch_replay (delivery_id, finished_at desc);

-- Which deployment came before another at the same place.
create index dispatch_deployment_place on dispatch_deployment (workspace_id, lower(repository), lower(environment), deployed_at desc, id desc);
create index dispatch_deployment_sha on dispatch_deployment (workspace_id, sha text_pattern_ops);
create index dispatch_fix_attempt_deployment on dispatch_fix_attempt (deployment_id) where deployment_id is not null;
create index dispatch_pull_request_merged on dispatch_pull_request (workspace_id, lower(repository), merged_at) where merged_at is not null;
create index dispatch_push_time on dispatch_push (workspace_id, lower(repository), pushed_at desc);

-- Figures are counted by the time at which something happened.
create index dispatch_fix_attempt_verdict on dispatch_fix_attempt (workspace_id, verdict_at) where verdict_at is not null;
create index dispatch_fix_attempt_broken on dispatch_fix_attempt (workspace_id, broken_at) where broken_at is not null;
create index dispatch_fix_attempt_deployed on dispatch_fix_attempt (workspace_id, deployed_at) where deployed_at is not null;
create index dispatch_plan_first on dispatch_plan (workspace_id, created_at) where version = 1;
create index dispatch_pull_request_created on dispatch_pull_request (workspace_id, created_at);
create index dispatch_ledger_issue on dispatch_ledger (issue_id);
create index dispatch_ledger_time on dispatch_ledger (workspace_id, at);
