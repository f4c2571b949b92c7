-- A person's relink brings a fix attempt back that an unlink had ended.

create or replace function dispatch_check_fix_transition() returns trigger language plpgsql as $$
begin
  if new.state = old.state then return new; end if;
  if not (old.state, new.state) in (
    ('awaiting_deploy', 'watching'), ('watching', 'awaiting_deploy'),
    ('watching', 'verified'), ('watching', 'failed'), ('watching', 'inconclusive'),
    ('awaiting_deploy', 'reverted'), ('watching', 'reverted'), ('awaiting_deploy', 'superseded'), ('watching', 'superseded'),
    ('superseded', 'awaiting_deploy'),
    ('verified', 'failed')
  ) then
    raise exception 'a fix attempt cannot go from % to %', old.state, new.state using errcode = 'check_violation', constraint = 'dispatch_fix_transition';
  end if;
  return new;
end $$;
