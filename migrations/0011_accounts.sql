-- People with accounts of their own, what they are in each workspace, and the one-time links that bring them in.

-- `shared`: whoever came in by the shared password, known by the name that they gave. `account`: someone with an e-mail.
alter table dispatch_user add column kind text not null default 'shared' check (kind in ('shared', 'account'));
alter table dispatch_user add column email text check (length(email) between 3 and 254 and email = lower(email));
-- Absent for somebody who comes in through an identity provider only.
alter table dispatch_user add column password_hash text;
alter table dispatch_user add constraint dispatch_user_account check ((kind = 'account') = (email is not null));
alter table dispatch_user add constraint dispatch_user_password check (password_hash is null or kind = 'account');
create unique index dispatch_user_email on dispatch_user (email);

-- An account at an identity provider, by the id that never changes there.
create table dispatch_identity (
  provider text not null check (provider in ('github')),
  subject text not null,
  user_id text not null references dispatch_user (id),
  login text not null,
  created_at timestamptz(3) not null,
  primary key (provider, subject)
);
create unique index dispatch_identity_user on dispatch_identity (user_id, provider);

create table dispatch_member (
  workspace_id text not null references dispatch_workspace (id),
  user_id text not null references dispatch_user (id),
  role text not null check (role in ('viewer', 'member', 'admin', 'owner')),
  created_at timestamptz(3) not null,
  primary key (workspace_id, user_id)
);
create index dispatch_member_user on dispatch_member (user_id, created_at);

-- A workspace that has an owner keeps one. The lock on the workspace lets two owners who demote each other wait in line.
create function dispatch_keep_owner() returns trigger language plpgsql as $$
begin
  perform from dispatch_workspace where id = old.workspace_id for no key update;
  if not exists (select from dispatch_member where workspace_id = old.workspace_id and role = 'owner') then
    raise exception 'a workspace keeps an owner' using errcode = 'check_violation', constraint = 'dispatch_member_last_owner';
  end if;
  return null;
end $$;
create trigger dispatch_member_last_owner after update or delete on dispatch_member
  for each row when (old.role = 'owner') execute function dispatch_keep_owner();

create table dispatch_invitation (
  id text primary key,
  workspace_id text not null references dispatch_workspace (id),
  email text not null check (length(email) between 3 and 254 and email = lower(email)),
  role text not null check (role in ('viewer', 'member', 'admin', 'owner')),
  token_hash text not null unique,
  created_by jsonb not null,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  accepted_at timestamptz(3),
  accepted_by text references dispatch_user (id),
  revoked_at timestamptz(3),
  check ((accepted_at is null) = (accepted_by is null)),
  check (accepted_at is null or revoked_at is null)
);
create index dispatch_invitation_workspace on dispatch_invitation (workspace_id, created_at desc, id desc);
-- A new invitation of the same person replaces the open one.
create unique index dispatch_invitation_open on dispatch_invitation (workspace_id, email)
  where accepted_at is null and revoked_at is null;

create table dispatch_password_reset (
  token_hash text primary key,
  user_id text not null references dispatch_user (id),
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  used_at timestamptz(3)
);
create index dispatch_password_reset_user on dispatch_password_reset (user_id) where used_at is null;

-- One journey of a browser to the identity provider and back. What came along is sealed; it is good for one return.
create table dispatch_oauth_attempt (
  state_hash text primary key,
  -- Of the cookie that the browser got: another browser cannot end the journey.
  browser_hash text not null,
  sealed text not null,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  used_at timestamptz(3)
);

alter table dispatch_session add column method text not null default 'password'
  check (method in ('password', 'link', 'account', 'github', 'invitation', 'reset'));

-- From which addresses a key was used on which day: the first use of each is an event.
create table dispatch_api_key_use (
  key_id text not null,
  day date not null,
  address text not null,
  primary key (key_id, day, address)
);
create index dispatch_api_key_use_day on dispatch_api_key_use (day);

-- There from the beginning, so that a login and the switch wait for each other.
insert into dispatch_setting (key, value, updated_at) values ('access.shared_password', '{"enabled": true}', clock_timestamp())
  on conflict do nothing;
