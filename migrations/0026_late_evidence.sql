-- A verdict is what everything that happened until the end of its window says, however late it is told: what takes a verdict back
-- has its own ways out of each.
create or replace function dispatch_check_fix_transition() returns trigger language plpgsql as $$
begin
  if new.state = old.state then return new; end if;
  if not (old.state, new.state) in (
    ('awaiting_deploy', 'watching'), ('watching', 'awaiting_deploy'),
    ('watching', 'verified'), ('watching', 'failed'), ('watching', 'inconclusive'),
    ('awaiting_deploy', 'failed'),
    ('awaiting_deploy', 'reverted'), ('watching', 'reverted'), ('awaiting_deploy', 'superseded'), ('watching', 'superseded'),
    ('verified', 'failed'), ('verified', 'inconclusive'), ('verified', 'reverted'), ('verified', 'superseded'),
    ('verified', 'awaiting_deploy'),
    ('inconclusive', 'failed'), ('inconclusive', 'reverted'), ('inconclusive', 'superseded'), ('inconclusive', 'watching'),
    ('inconclusive', 'awaiting_deploy'),
    ('failed', 'reverted'), ('failed', 'superseded'), ('failed', 'watching'), ('failed', 'awaiting_deploy'),
    ('reverted', 'failed'), ('reverted', 'superseded'), ('reverted', 'awaiting_deploy'),
    ('superseded', 'awaiting_deploy'), ('superseded', 'reverted'), ('superseded', 'failed')
  ) then
    raise exception 'a fix attempt cannot go from % to %', old.state, new.state using errcode = 'check_violation', constraint = 'dispatch_fix_transition';
  end if;
  return new;
end $$;
