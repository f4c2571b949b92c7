-- What a merged release was found not to contain, when somebody outside was asked: of two commits that never changes.
alter table dispatch_pull_request add column lacks_merges text[] not null default '{}';
comment on column dispatch_pull_request.lacks_merges is 'Merge commits that its head is known not to contain.';
