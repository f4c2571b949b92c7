-- Search: names in code are found by their parts, scripts without spaces by their characters, misspelt words by the words
-- that issues use; vectors of two models live side by side while one replaces the other.

-- What full text needs beside a text. `src/cart/totalCents.ts` is one word to its parser: here it is also src, cart,
-- totalCents, total, Cents and ts. A text without spaces would be one word too: each of its characters stands alone here,
-- so that a phrase of characters is a substring.
create function dispatch_search_words(text text) returns text language sql immutable strict parallel safe as $$
  select pg_catalog.concat_ws(' ',
    pg_catalog.regexp_replace(text, '([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff])', ' \1 ', 'g'),
    (
      select pg_catalog.string_agg(case when split.words = parts.words then parts.words else parts.words || ' ' || split.words end, ' ')
      from pg_catalog.regexp_matches(text,
        '[A-Za-z0-9_$./\\:#>-]*(?:[a-z0-9][A-Z]|[A-Z]{2}[a-z]{2}|[A-Za-z0-9_](?:[./\\:#]|->)+[A-Za-z_])[A-Za-z0-9_$./\\:#>-]*', 'g') as found (word)
      cross join lateral (select pg_catalog.regexp_replace(found.word[1], '[^A-Za-z0-9]+', ' ', 'g') as words) as parts
      cross join lateral (
        select pg_catalog.regexp_replace(
          pg_catalog.regexp_replace(parts.words, '([a-z0-9])([A-Z])', '\1 \2', 'g'), '([A-Z])([A-Z][a-z])', '\1 \2', 'g') as words
      ) as split
    ))
$$;

alter table dispatch_issue drop column fts;
alter table dispatch_issue add column fts tsvector generated always as (
  setweight(to_tsvector('english', dispatch_search_words(title)), 'A')
    || setweight(to_tsvector('english', dispatch_search_words(left(description, 20000))), 'B')
) stored;
-- What was not yet sorted into the index is read by each search; no vacuum ever sorts it in on the embedded engine.
create index dispatch_issue_fts on dispatch_issue using gin (fts) with (gin_pending_list_limit = 256) where deleted_at is null;

-- An address or a short id of a vendor jumps to its issue; addresses may be longer than a b-tree takes.
create index dispatch_external_issue_short_id on dispatch_external_issue (workspace_id, lower(short_id)) where short_id is not null;
create index dispatch_external_issue_url on dispatch_external_issue using hash (url) where url is not null;

-- The words that a workspace's issues use, as full text stems them, and in how many issues: rare words say more than
-- common ones, and an unknown word is probably a known one misspelt.
create table dispatch_search_word (
  workspace_id text not null references dispatch_workspace (id) on delete cascade,
  word text not null,
  issues integer not null,
  primary key (workspace_id, word)
);
create index dispatch_search_word_trigram on dispatch_search_word using gin (word gin_trgm_ops) with (fastupdate = off);

-- When a workspace's words were counted last, and the newest change that the count saw. Machine time.
create table dispatch_search_count (
  workspace_id text primary key references dispatch_workspace (id) on delete cascade,
  issues integer not null,
  counted_at timestamptz(3) not null,
  issues_updated_at timestamptz(3)
);

-- A vector of 512 floats is a little longer than what PostgreSQL keeps in the row by default. Out of line, each
-- comparison would fetch it anew.
alter table dispatch_embedding alter column embedding set storage main;
-- Machine time: how fast a model's vectors are made.
alter table dispatch_embedding add column made_at timestamptz(3) not null default clock_timestamp();
create index dispatch_embedding_of_model on dispatch_embedding (model, issue_id, updated_at);
create index dispatch_embedding_made on dispatch_embedding (model, made_at);

-- How each embedding model stands: how many vectors it has, and since when its service is left alone after a failure.
create table dispatch_embedding_model (
  model text primary key,
  vectors integer not null default 0,
  failures integer not null default 0,
  paused_until timestamptz(3),
  last_error text check (length(last_error) <= 500),
  check ((failures = 0) = (paused_until is null)),
  check ((failures = 0) = (last_error is null))
);

-- Vectors weigh title and description in another way now: those that exist are made again in the background.
update dispatch_embedding set updated_at = '1970-01-01';
