// Rows of the access layer as the API shows them.
import type { Ctx } from '../platform/context.ts'
import { actorSchema } from '../platform/http/schemas.ts'
import { needsName } from './domain/display-name.ts'
import type { Workspace } from './load-workspace.ts'
import { isPasswordFresh } from './require-fresh-password.ts'
import { type ApiKey, type Session, scopeSchema } from './schemas.ts'
import type { ApiKeyRow } from './store/api-keys.ts'

export function toApiKey(row: ApiKeyRow): ApiKey {
  return {
    id: row.id,
    name: row.name,
    scopes: scopeSchema.array().parse(row.scopes),
    agent: row.agent_id === null ? null : { id: row.agent_id, name: row.agent_name ?? '' },
    hint: row.key_hint,
    created_by: actorSchema.parse(row.created_by),
    created_at: row.created_at.toISOString(),
    last_used_at: row.last_used_at?.toISOString() ?? null,
    revoked_at: row.revoked_at?.toISOString() ?? null,
  }
}

export function toSession(ctx: Ctx, workspace: Workspace): Session {
  return {
    actor: ctx.actor,
    workspace: { id: workspace.id, name: workspace.name, prefix: workspace.prefix, is_demo: workspace.isDemo },
    scopes: [...ctx.scopes],
    csrf: 'none',
    expires_at: ctx.session?.expiresAt.toISOString() ?? null,
    name_needed: ctx.session !== undefined && needsName(ctx.actor.name),
    password_fresh: isPasswordFresh(ctx),
  }
}

export function toWorkspaceView(workspace: Workspace) {
  return {
    id: workspace.id,
    name: workspace.name,
    prefix: workspace.prefix,
    is_demo: workspace.isDemo,
    is_default: workspace.isDefault,
    policy: workspace.policy,
    created_at: workspace.createdAt.toISOString(),
  }
}
