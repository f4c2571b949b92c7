-- Relations between issues, the order of parents, comments that were changed, and a close gate that links cannot pass by.

alter table dispatch_issue_relation add column id text;
update dispatch_issue_relation set id = 'rel_' || left(md5(issue_id || ' ' || related_id || ' ' || kind), 26) where id is null;
alter table dispatch_issue_relation alter column id set not null;
alter table dispatch_issue_relation add column created_by jsonb;
-- Links to the outside that went to the original with a duplicate; they come back when it is one no longer.
alter table dispatch_issue_relation add column moved_links text[] not null default '{}';
create unique index dispatch_issue_relation_id on dispatch_issue_relation (id);
create index dispatch_issue_relation_related on dispatch_issue_relation (related_id, kind);
create unique index dispatch_issue_relation_original on dispatch_issue_relation (issue_id) where kind = 'duplicate_of';
-- "Related" has no direction.
create unique index dispatch_issue_relation_pair on dispatch_issue_relation (least(issue_id, related_id), greatest(issue_id, related_id))
  where kind = 'related';

-- Whoever changes what stands above or before what holds this until the commit: two changes that each are right alone may
-- close a circle together.
create function dispatch_lock_hierarchy(workspace text) returns void language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('dispatch_hierarchy ' || workspace, 0));
end $$;

create function dispatch_check_relation() returns trigger language plpgsql as $$
begin
  if exists (select from dispatch_issue i where i.id in (new.issue_id, new.related_id) and i.workspace_id <> new.workspace_id) then
    raise exception 'a relation stays inside its workspace' using errcode = 'check_violation', constraint = 'dispatch_relation_workspace';
  end if;
  if new.kind = 'related' then return new; end if;
  perform dispatch_lock_hierarchy(new.workspace_id);
  if exists (
    with recursive onward as (
      select new.related_id as id
      union
      select r.related_id from dispatch_issue_relation r join onward on r.issue_id = onward.id where r.kind = new.kind
    )
    select from onward where id = new.issue_id
  ) then
    raise exception 'the relation would close a circle' using errcode = 'check_violation', constraint = 'dispatch_relation_circle';
  end if;
  return new;
end $$;
create trigger dispatch_relation_circle before insert or update on dispatch_issue_relation
  for each row execute function dispatch_check_relation();

create function dispatch_check_parent() returns trigger language plpgsql as $$
declare
  levels_above integer;
  levels_below integer;
  is_circle boolean;
begin
  if tg_op = 'UPDATE' and new.parent_id is not distinct from old.parent_id then return null; end if;
  perform dispatch_lock_hierarchy(new.workspace_id);
  if exists (select from dispatch_issue p where p.id = new.parent_id and p.workspace_id <> new.workspace_id) then
    raise exception 'a parent stands in the same workspace' using errcode = 'check_violation', constraint = 'dispatch_issue_parent_workspace';
  end if;
  with recursive above as (
    select p.id, p.parent_id, 1 as level from dispatch_issue p where p.id = new.parent_id
    union all
    select p.id, p.parent_id, above.level + 1 from dispatch_issue p join above on p.id = above.parent_id
    where above.id <> new.id and above.level < 50
  )
  select max(level), bool_or(id = new.id) into levels_above, is_circle from above;
  if is_circle then
    raise exception 'an issue cannot be inside itself' using errcode = 'check_violation', constraint = 'dispatch_issue_parent_circle';
  end if;
  with recursive below as (
    select new.id as id, 0 as level
    union all
    select c.id, below.level + 1 from dispatch_issue c join below on c.parent_id = below.id where below.level < 50
  )
  select max(level) into levels_below from below;
  if levels_above + 1 + levels_below > 8 then
    raise exception 'issues nest at most 8 levels deep' using errcode = 'check_violation', constraint = 'dispatch_issue_parent_depth';
  end if;
  return null;
end $$;
create trigger dispatch_issue_parent after insert or update of parent_id on dispatch_issue
  for each row when (new.parent_id is not null) execute function dispatch_check_parent();

-- What a comment said before it was changed or deleted: for the audit only, no list reads it.
create table dispatch_comment_version (
  comment_id text not null references dispatch_comment (id),
  version integer not null,
  body text not null,
  replaced_by jsonb not null,
  replaced_at timestamptz(3) not null,
  primary key (comment_id, version)
);

-- The close gate, also for an error that is linked to an issue that was done before: it stays done, and asks for a person
-- until it is reopened or somebody gives a reason.
create or replace function dispatch_check_close_gate() returns trigger language plpgsql as $$
begin
  if new.deleted_at is not null or new.closed_by_verdict_id is not null or new.close_reason is not null
    or not exists (select from dispatch_status s where s.id = new.status_id and s.category = 'done')
    or not exists (select from dispatch_external_issue x where x.issue_id = new.id and x.is_error_source)
  then
    return null;
  end if;
  if tg_op = 'UPDATE' and new.needs_attention is not null
    and exists (select from dispatch_status s where s.id = old.status_id and s.category = 'done')
  then
    return null;
  end if;
  raise exception 'an error-sourced issue is done only by a verified verdict or a recorded reason'
    using errcode = 'check_violation', constraint = 'dispatch_issue_close_gate';
end $$;
drop trigger dispatch_issue_close_gate on dispatch_issue;
create constraint trigger dispatch_issue_close_gate
  after insert or update of status_id, needs_attention, close_reason, closed_by_verdict_id on dispatch_issue
  deferrable initially immediate for each row execute function dispatch_check_close_gate();

-- The lock makes "is linked" and "is done" two moments, never one.
create function dispatch_check_error_link() returns trigger language plpgsql as $$
declare
  held record;
begin
  select i.status_id, i.needs_attention into held from dispatch_issue i where i.id = new.issue_id for no key update;
  -- A reason that was given before is none for this error.
  if held.needs_attention is null and exists (select from dispatch_status s where s.id = held.status_id and s.category = 'done') then
    raise exception 'an issue that is done gets an error only together with a call for attention'
      using errcode = 'check_violation', constraint = 'dispatch_issue_close_gate';
  end if;
  return new;
end $$;
create trigger dispatch_external_issue_close_gate before insert or update of issue_id, is_error_source on dispatch_external_issue
  for each row when (new.is_error_source) execute function dispatch_check_error_link();
