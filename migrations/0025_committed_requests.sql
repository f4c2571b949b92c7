-- A request under an Idempotency-Key says in its own transaction that its work is done: a crash before the answer is kept
-- cannot make a second request do it again.
alter table dispatch_idempotency drop constraint dispatch_idempotency_state_check;
alter table dispatch_idempotency add constraint dispatch_idempotency_state_check check (state in ('running', 'committed', 'done'));
-- What the work was about, as `[{type, id}]`: it tells whoever asks again when the answer was lost.
alter table dispatch_idempotency add column subjects jsonb;
-- Tells the request that began from the one that took over after it.
alter table dispatch_idempotency add column attempt text not null default '';
-- Machine time: how long a process has been at it is no matter of business time.
alter table dispatch_idempotency add column claimed_at timestamptz not null default clock_timestamp();
