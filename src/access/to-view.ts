// Rows of the access layer as the API shows them.
import { z } from 'zod'
import type { Ctx, Role } from '../platform/context.ts'
import { actorSchema } from '../platform/http/schemas.ts'
import { needsName } from './domain/display-name.ts'
import type { Account } from './load-account.ts'
import type { Workspace } from './load-workspace.ts'
import type { Invitation } from './member-schemas.ts'
import { isPasswordFresh } from './require-fresh-password.ts'
import { type ApiKey, type Session, scopeSchema } from './schemas.ts'
import type { ApiKeyRow } from './store/api-keys.ts'
import type { AuditRow } from './store/audit.ts'
import type { InvitationRow } from './store/invitations.ts'
import type { MemberRow } from './store/members.ts'
import type { LiveSessionRow } from './store/sessions.ts'

export function toApiKey(row: ApiKeyRow): ApiKey {
  return {
    id: row.id,
    name: row.name,
    scopes: scopeSchema.array().parse(row.scopes),
    agent: row.agent_id !== null && row.agent_name !== null ? { id: row.agent_id, name: row.agent_name } : null,
    hint: row.key_hint,
    created_by: actorSchema.parse(row.created_by),
    created_at: row.created_at.toISOString(),
    last_used_at: row.last_used_at?.toISOString() ?? null,
    revoked_at: row.revoked_at?.toISOString() ?? null,
  }
}

export function toSession(ctx: Ctx, workspace: Workspace, account: Account | null): Session {
  return {
    actor: ctx.actor,
    workspace: { id: workspace.id, name: workspace.name, prefix: workspace.prefix, is_demo: workspace.isDemo },
    role: roleOf(ctx),
    account,
    shared_password: ctx.session?.isShared ?? false,
    scopes: [...ctx.scopes],
    csrf: 'none',
    expires_at: ctx.session?.expiresAt.toISOString() ?? null,
    name_needed: ctx.session !== undefined && needsName(ctx.actor.name),
    password_fresh: isPasswordFresh(ctx),
  }
}

export function toOpenSession(ctx: Ctx, row: LiveSessionRow) {
  return {
    id: row.id,
    user: { id: row.user_id, name: row.display_name },
    role: row.role ?? ('owner' as const),
    shared_password: row.kind === 'shared',
    is_current: row.id === ctx.session?.id,
    user_agent: row.user_agent,
    created_at: row.created_at.toISOString(),
    last_seen_at: row.last_seen_at.toISOString(),
    expires_at: row.expires_at.toISOString(),
  }
}

export function toWorkspaceView(ctx: Ctx, workspace: Workspace) {
  return {
    id: workspace.id,
    name: workspace.name,
    prefix: workspace.prefix,
    prefix_aliases: workspace.prefixAliases,
    is_demo: workspace.isDemo,
    is_default: workspace.isDefault,
    role: roleOf(ctx),
    policy: workspace.policy,
    created_at: workspace.createdAt.toISOString(),
  }
}

/** Of a person; a key has none. */
export function roleOf(ctx: Ctx): Role | null {
  return ctx.actor.type === 'person' ? (ctx.role ?? null) : null
}

export function toMember(ctx: Ctx, row: MemberRow) {
  return {
    id: row.id,
    name: row.display_name,
    email: row.email,
    role: row.role,
    github: row.github_login,
    has_password: row.has_password,
    is_you: ctx.actor.type === 'person' && ctx.actor.id === row.id,
    joined_at: row.joined_at.toISOString(),
    last_seen_at: row.last_seen_at?.toISOString() ?? null,
  }
}

export function toInvitation(ctx: Ctx, row: InvitationRow): Invitation {
  return {
    id: row.id,
    email: row.email,
    role: row.role,
    state: stateOf(row, ctx.now),
    created_by: actorSchema.parse(row.created_by),
    created_at: row.created_at.toISOString(),
    expires_at: row.expires_at.toISOString(),
  }
}

function stateOf(row: InvitationRow, now: Date): Invitation['state'] {
  if (row.accepted_at) return 'accepted'
  if (row.revoked_at) return 'revoked'
  return row.expires_at > now ? 'open' : 'expired'
}

const payloadSchema = z.record(z.string(), z.unknown())

export function toAuditEntry(row: AuditRow) {
  return {
    seq: Number(row.seq),
    at: row.at.toISOString(),
    type: row.type,
    actor: actorSchema.parse(row.actor),
    subject: { type: row.subject_type, id: row.subject_id },
    issue_id: row.issue_id,
    run_id: row.run_id,
    payload: payloadSchema.parse(row.payload),
    request_id: row.request_id,
  }
}
