-- An issue has one open fix attempt that goes on. Another may still wait for its verdict: its window had ended before the next fix
-- landed, and is judged by what happened in it, whatever is told first.
alter table dispatch_fix_attempt add column succeeded_at timestamptz(3);
comment on column dispatch_fix_attempt.succeeded_at is
  'When the next fix of the issue landed; null while none did, and for attempts that were superseded before this was kept.';
drop index dispatch_fix_attempt_open;
create unique index dispatch_fix_attempt_open on dispatch_fix_attempt (issue_id)
  where state in ('awaiting_deploy', 'watching') and succeeded_at is null;

comment on column dispatch_connection.refused_since is
  'The first delivery of the last 30 days that was refused for its signature: kept over good deliveries, begun anew by the first refused one after 30 days.';
comment on column dispatch_connection.refused_at is 'The newest delivery that was refused for its signature.';
