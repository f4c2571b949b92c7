-- Which process runs a sweep now. Machine time: a lease that is not renewed ends by itself.

create table dispatch_sweep (
  name text primary key,
  holder text,
  lease_until timestamptz(3) not null,
  started_at timestamptz(3) not null
);
