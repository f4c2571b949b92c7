-- Connections are kept by people: who made them, until when a replaced secret is valid, and what the vendor says of itself.
alter table dispatch_connection
  -- The second of two secrets; null: until somebody ends it.
  add column old_secret_until timestamptz(3),
  -- The newest word of the vendor about the integration: installed, removed.
  add column vendor_state jsonb,
  add column created_by jsonb,
  add column updated_at timestamptz(3),
  add constraint dispatch_connection_secrets check (cardinality(secrets) <= 2),
  add constraint dispatch_connection_name check (length(name) between 1 and 100);
create index dispatch_connection_list on dispatch_connection (workspace_id, created_at desc, id desc) where deleted_at is null;
