-- How sure the numbers of a fix make us, and when it is looked at besides the end of its window.

alter table dispatch_fix_attempt add column sureness double precision check (sureness between 0 and 1);
-- While it is watched: when it may be verified early. Once it was: when its window ends and it is looked at for the last time.
alter table dispatch_fix_attempt add column next_look_at timestamptz(3);
create index dispatch_fix_attempt_look on dispatch_fix_attempt (next_look_at) where next_look_at is not null;

-- What is told late corrects a verdict: a recurrence fails a fix that nobody could judge, an older release takes a failure back, and
-- a merge that was reverted before the next one ends as reverted.
create or replace function dispatch_check_fix_transition() returns trigger language plpgsql as $$
begin
  if new.state = old.state then return new; end if;
  if not (old.state, new.state) in (
    ('awaiting_deploy', 'watching'), ('watching', 'awaiting_deploy'),
    ('watching', 'verified'), ('watching', 'failed'), ('watching', 'inconclusive'),
    ('awaiting_deploy', 'reverted'), ('watching', 'reverted'), ('awaiting_deploy', 'superseded'), ('watching', 'superseded'),
    ('superseded', 'awaiting_deploy'),
    ('superseded', 'reverted'), ('failed', 'watching'), ('failed', 'superseded'),
    ('verified', 'failed'), ('inconclusive', 'failed')
  ) then
    raise exception 'a fix attempt cannot go from % to %', old.state, new.state using errcode = 'check_violation', constraint = 'dispatch_fix_transition';
  end if;
  return new;
end $$;
