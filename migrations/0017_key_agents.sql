-- Which agent a key speaks for: by id, since a name can be changed, and be given again to another agent.
alter table dispatch_api_key add column agent_id text references dispatch_agent (id);

-- Until now the name decided.
update dispatch_api_key as k
set agent_id = a.id
from dispatch_agent as a
where a.workspace_id = k.workspace_id and a.deleted_at is null and lower(a.name) = lower(k.name)
  and k.revoked_at is null and k.scopes && array['agent', 'admin'];

-- What a key has read and sent, its agent has read and sent: the next key of the agent goes on from there.
insert into dispatch_event_reader (workspace_id, reader_id, seq, updated_at)
select r.workspace_id, k.agent_id, min(r.seq), max(r.updated_at)
from dispatch_event_reader as r
join dispatch_api_key as k on k.id = r.reader_id
where k.agent_id is not null
group by r.workspace_id, k.agent_id
on conflict do nothing;

insert into dispatch_agent_event (workspace_id, sender_id, event_id, type, occurred_at, issue_id, run_id, received_at)
select e.workspace_id, k.agent_id, e.event_id, e.type, e.occurred_at, e.issue_id, e.run_id, e.received_at
from dispatch_agent_event as e
join dispatch_api_key as k on k.id = e.sender_id
where k.agent_id is not null
on conflict do nothing;

-- Who asked a run to stop: the one who carries it out learns of it later, and says so.
alter table dispatch_run add column cancel_requested_by jsonb;
