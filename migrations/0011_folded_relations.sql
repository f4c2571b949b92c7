-- Relations that say the same twice, before what follows allows each only once. Nothing to do where it is allowed once already.

-- An issue is a duplicate of one original: of the one that was named first. The others are related to it.
with extra as (
  delete from dispatch_issue_relation as r
  using (
    select issue_id, related_id, row_number() over (partition by issue_id order by created_at, related_id) as place
    from dispatch_issue_relation where kind = 'duplicate_of'
  ) as original
  where r.kind = 'duplicate_of' and original.place > 1 and r.issue_id = original.issue_id and r.related_id = original.related_id
  returning r.workspace_id, r.issue_id, r.related_id, r.created_at
)
insert into dispatch_issue_relation (workspace_id, issue_id, related_id, kind, created_at)
select workspace_id, issue_id, related_id, 'related', created_at from extra
on conflict do nothing;

-- "Related" has no direction: of two that say so the older one stays.
delete from dispatch_issue_relation as r
where r.kind = 'related' and exists (
  select from dispatch_issue_relation o
  where o.kind = 'related' and o.issue_id = r.related_id and o.related_id = r.issue_id
    and (o.created_at, o.issue_id) < (r.created_at, r.issue_id)
);
