// Which events are about access: they end streams, and their details are for admins.

/** After one of these, every open stream asks again whether its caller may still listen, and to what. */
export const revokingEvents: ReadonlySet<string> = new Set([
  'session.revoked',
  'key.revoked',
  'member.removed',
  'member.updated',
  'workspace.deleted',
])

/** What access events are about: the part of their types before the dot. */
export const accessNouns: readonly string[] = ['session', 'login', 'key', 'member', 'invitation', 'account']

/** Whether an event tells of logins, keys or memberships: addresses and e-mails stand in it. */
export function isAccessEvent(type: string): boolean {
  return accessNouns.includes(type.slice(0, type.indexOf('.')))
}
