// Logins, sessions, keys and workspaces as the API speaks of them.
import { z } from '@hono/zod-openapi'
import { actorSchema, pageOf, timeSchema } from '../platform/http/schemas.ts'
import { displayNameSchema } from './domain/display-name.ts'
import { emailSchema } from './domain/email.ts'
import { roles } from './domain/permissions.ts'
import { policyPatchSchema, policySchema } from './domain/policy.ts'
import { prefixSchema } from './domain/workspace-prefix.ts'

export const scopeSchema = z.enum(['read', 'write', 'agent', 'admin', 'deploy'])

/** What a person is in a workspace. */
export const roleSchema = z.enum(roles).openapi('Role')

const passwordSchema = z.string().min(1).max(1000)

export const loginSchema = z
  .strictObject({
    /** Given: an account's. Left out: the shared password. */
    email: emailSchema.optional(),
    password: passwordSchema,
    display_name: displayNameSchema.optional(),
  })
  .openapi('Login')
export const linkLoginSchema = z
  .strictObject({ token: z.string().min(1).max(200), display_name: displayNameSchema.optional() })
  .openapi('LinkLogin')
export const confirmSchema = z.strictObject({ password: passwordSchema }).openapi('ConfirmPassword')

const workspaceSummary = { id: z.string(), name: z.string(), prefix: z.string(), is_demo: z.boolean() }

export const sessionSchema = z
  .object({
    actor: actorSchema,
    workspace: z.object(workspaceSummary),
    /** Null for a key: its scopes say what it may do. */
    role: roleSchema.nullable(),
    /** Null for a key, and for the shared password. */
    account: z.object({ email: z.string(), has_password: z.boolean(), github: z.string().nullable() }).nullable(),
    shared_password: z.boolean(),
    scopes: z.array(scopeSchema),
    /** There is no token to send along: the origin is checked. */
    csrf: z.literal('none'),
    expires_at: timeSchema.nullable(),
    name_needed: z.boolean(),
    password_fresh: z.boolean(),
  })
  .openapi('Session')
export type Session = z.infer<typeof sessionSchema>

export const sessionChangeSchema = z
  .strictObject({ display_name: displayNameSchema.optional(), workspace_id: z.string().max(100).optional() })
  .openapi('SessionChange')

const openSessionSchema = z
  .object({
    id: z.string(),
    user: z.object({ id: z.string(), name: z.string() }),
    role: roleSchema,
    shared_password: z.boolean(),
    is_current: z.boolean(),
    user_agent: z.string().nullable(),
    created_at: timeSchema,
    last_seen_at: timeSchema,
    expires_at: timeSchema,
  })
  .openapi('OpenSession')
export const openSessionsSchema = pageOf(openSessionSchema)

const apiKeySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    scopes: z.array(scopeSchema),
    agent: z
      .object({ id: z.string(), name: z.string() })
      .nullable()
      .openapi({ description: 'The agent that the key speaks for: it may report for the runs of that agent.' }),
    hint: z.string().openapi({ example: 'dsp_…x3Fq' }),
    created_by: actorSchema,
    created_at: timeSchema,
    last_used_at: timeSchema.nullable(),
    revoked_at: timeSchema.nullable(),
  })
  .openapi('ApiKey')
export type ApiKey = z.infer<typeof apiKeySchema>
export const apiKeyPageSchema = pageOf(apiKeySchema)
export const createdApiKeySchema = apiKeySchema
  .extend({ key: z.string().openapi({ description: 'Shown this once.' }) })
  .openapi('CreatedApiKey')

export const createApiKeySchema = z
  .strictObject({
    name: displayNameSchema.openapi({ example: 'CI' }),
    scopes: z
      .array(scopeSchema)
      .min(1)
      .max(5)
      .refine((scopes) => new Set(scopes).size === scopes.length, 'may not repeat a scope'),
    agent: z.string().trim().min(1).max(200).nullable().optional().openapi({
      description:
        'Id or name of the agent that the key speaks for; with the scope `agent` only. Default: the agent that has the name of the key, else none.',
    }),
  })
  .openapi('CreateApiKey')

export const workspaceSchema = z
  .object({
    ...workspaceSummary,
    prefix_aliases: z.array(z.string()),
    is_default: z.boolean(),
    role: roleSchema.nullable(),
    policy: policySchema,
    created_at: timeSchema,
  })
  .openapi('Workspace')
export const workspacesSchema = z.object({
  items: z.array(z.object({ ...workspaceSummary, is_default: z.boolean(), role: roleSchema.nullable() })),
  next_cursor: z.string().nullable(),
})
const workspaceNameSchema = z.string().trim().min(1).max(100)
export const workspaceChangeSchema = z
  .strictObject({
    name: workspaceNameSchema.optional(),
    /** Issues already named keep their old names too. */
    prefix: prefixSchema.optional(),
    policy: policyPatchSchema.optional(),
    stop_running: z
      .boolean()
      .optional()
      .openapi({ description: 'Together with `policy.runs_enabled: false`: true also ends the runs that are under way.' }),
  })
  .refine((change) => !change.stop_running || change.policy?.runs_enabled === false, {
    path: ['stop_running'],
    message: 'goes with policy.runs_enabled: false only',
  })
  .openapi('WorkspaceChange')
export const newWorkspaceSchema = z
  .strictObject({ name: workspaceNameSchema.openapi({ example: 'Shop' }), prefix: prefixSchema.openapi({ example: 'SHOP' }) })
  .openapi('NewWorkspace')
export const workspaceDeletionSchema = z
  .strictObject({ confirm: z.string().max(100).openapi({ description: 'The name of the workspace, as it is written.' }) })
  .openapi('WorkspaceDeletion')

export const loginLinkSchema = z.object({ url: z.url(), expires_at: timeSchema }).openapi('LoginLink')
export const newPasswordSchema = z.object({ password: z.string() }).openapi('NewPassword')
