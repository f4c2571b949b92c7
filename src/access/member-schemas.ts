// Members, invitations, password links and the audit trail as the API speaks of them.
import { z } from '@hono/zod-openapi'
import { actorSchema, pageOf, pageQuery, timeSchema } from '../platform/http/schemas.ts'
import { displayNameSchema } from './domain/display-name.ts'
import { emailSchema } from './domain/email.ts'
import { ownPath } from './domain/safe-path.ts'
import { roleSchema } from './schemas.ts'

/** A password that somebody chooses: longer is all that makes it better. */
const newAccountPassword = z.string().min(10).max(1000).openapi({ format: 'password' })
const linkToken = z.string().min(1).max(200)

export const memberSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string().nullable(),
    role: roleSchema,
    /** Their name at GitHub, if they log in there. */
    github: z.string().nullable(),
    has_password: z.boolean(),
    is_you: z.boolean(),
    joined_at: timeSchema,
    last_seen_at: timeSchema.nullable(),
  })
  .openapi('Member')
export const memberPageSchema = pageOf(memberSchema)
  .extend({
    shared_password: z.boolean().openapi({ description: 'Whether everyone who knows the shared password is an owner too.' }),
  })
  .openapi('Members')
export const roleChangeSchema = z.strictObject({ role: roleSchema }).openapi('RoleChange')

const invitationSchema = z
  .object({
    id: z.string(),
    email: z.string(),
    role: roleSchema,
    state: z.enum(['open', 'accepted', 'revoked', 'expired']),
    created_by: actorSchema,
    created_at: timeSchema,
    expires_at: timeSchema,
  })
  .openapi('Invitation')
export type Invitation = z.infer<typeof invitationSchema>
export const invitationPageSchema = pageOf(invitationSchema)
export const createdInvitationSchema = invitationSchema
  .extend({ url: z.url().openapi({ description: 'Send it to them. Shown this once; it works once, within 7 days.' }) })
  .openapi('CreatedInvitation')
export const inviteSchema = z.strictObject({ email: emailSchema, role: roleSchema.default('member') }).openapi('Invite')

export const linkTokenSchema = z.strictObject({ token: linkToken }).openapi('LinkToken')
export const invitationPreviewSchema = z
  .object({
    workspace: z.object({ name: z.string() }),
    email: z.string(),
    role: roleSchema,
    expires_at: timeSchema,
    /** The address has an account: its password is asked for, not a new one. */
    has_account: z.boolean(),
    /** False for an account that comes in through GitHub only. */
    password: z.boolean(),
    github: z.boolean(),
  })
  .openapi('InvitationPreview')
export const acceptSchema = z
  .strictObject({
    token: linkToken,
    /** Left out by somebody who is logged in with an account. */
    password: newAccountPassword.optional(),
    display_name: displayNameSchema.optional(),
  })
  .openapi('AcceptInvitation')
export const acceptedSchema = z.object({ workspace_id: z.string() }).openapi('AcceptedInvitation')

export const passwordLinkSchema = z
  .object({ url: z.url().openapi({ description: 'Shown this once; it works once, within a day.' }), expires_at: timeSchema })
  .openapi('PasswordLink')
export const passwordResetSchema = z.strictObject({ token: linkToken, password: newAccountPassword }).openapi('PasswordReset')
export const passwordChangeSchema = z
  .strictObject({ current_password: z.string().min(1).max(1000), password: newAccountPassword })
  .openapi('PasswordChange')

export const loginMethodsSchema = z
  .object({ shared_password: z.boolean(), email: z.literal(true), github: z.boolean() })
  .openapi('LoginMethods')
export const sharedPasswordSchema = z.strictObject({ enabled: z.boolean() }).openapi('SharedPassword')

export const githubStartSchema = z
  .strictObject({
    /** To take up an invitation. */
    invitation: linkToken.optional(),
    display_name: displayNameSchema.optional(),
    /** To add GitHub to the account that is logged in. */
    link: z.literal(true).optional(),
    /** The page of our own that it ends on. */
    next: z
      .string()
      .max(2000)
      .refine((path) => ownPath(path) !== null, 'must be a path of this server, e.g. /issues/DISPATCH-1')
      .optional(),
  })
  .refine((body) => !(body.invitation && body.link), 'may not be both an invitation and a link')
  .openapi('GitHubStart')
export const githubDepartureSchema = z.object({ url: z.url() }).openapi('GitHubDeparture')

const oneOrMore = z.union([z.string().max(100), z.array(z.string().max(100)).max(20)])
export const auditQuery = pageQuery.extend({
  type: oneOrMore
    .optional()
    .transform((given) => (given === undefined ? undefined : [given].flat()))
    .openapi({
      param: { name: 'type', in: 'query' },
      type: 'array',
      items: { type: 'string' },
      description: 'A type such as key.created, or its noun for all of them: key. Repeat it for more.',
      example: ['session', 'login'],
    }),
  actor: z.string().max(100).optional().openapi({ description: 'The id of a person, key, run or connection.' }),
  since: timeSchema.optional(),
  until: timeSchema.optional(),
})

export const auditEntrySchema = z
  .object({
    seq: z.number().int(),
    at: timeSchema,
    type: z.string(),
    actor: actorSchema,
    subject: z.object({ type: z.string(), id: z.string() }),
    issue_id: z.string().nullable(),
    run_id: z.string().nullable(),
    payload: z.record(z.string(), z.unknown()),
    request_id: z.string().nullable(),
  })
  .openapi('AuditEntry')
export const auditPageSchema = pageOf(auditEntrySchema)
