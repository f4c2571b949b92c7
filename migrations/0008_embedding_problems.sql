-- Why an issue has no vector of a model: visible, and tried again when it can help.

create table dispatch_embedding_problem (
  issue_id text not null references dispatch_issue (id) on delete cascade,
  model text not null,
  -- unsupported: the model does not know the language; another text may change that, another try will not.
  reason text not null check (reason in ('unsupported', 'failed')),
  detail text not null check (length(detail) <= 500),
  attempts integer not null default 1,
  -- The change of the issue that was looked at.
  issue_updated_at timestamptz(3) not null,
  -- Machine time, as all retries are.
  retry_at timestamptz(3),
  primary key (issue_id, model),
  check ((reason = 'failed') = (retry_at is not null))
);
