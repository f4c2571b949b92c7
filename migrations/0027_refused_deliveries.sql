-- When deliveries over a connection were refused for their signature: the first since the last good one, and the newest.
alter table dispatch_connection add column refused_since timestamptz(3), add column refused_at timestamptz(3);
