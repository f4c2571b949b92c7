-- Whose words the present title and description of an issue are: agents may follow a text only while every hand in it was a
-- person's. What is not known to be, is not.
alter table dispatch_issue add column is_title_trusted boolean not null default false;
alter table dispatch_issue add column is_description_trusted boolean not null default false;

update dispatch_issue as i
set is_title_trusted = i.created_by ->> 'type' = 'person' and not i.is_public_text and not exists (
    select from dispatch_event e
    where e.issue_id = i.id and e.actor ->> 'type' <> 'person' and e.payload -> 'changes' ? 'title'
  ),
  is_description_trusted = i.created_by ->> 'type' = 'person' and not i.is_public_text and not exists (
    select from dispatch_event e
    where e.issue_id = i.id and e.actor ->> 'type' <> 'person' and e.payload -> 'changes' ? 'description'
  );

-- What is old is found without reading what is young.
create index dispatch_agent_event_age on dispatch_agent_event (received_at);
create index dispatch_occurrence_age on dispatch_occurrence (occurred_at);
