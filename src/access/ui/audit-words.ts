// The kinds of events that the audit log can be narrowed to, and single entries in words.

export const auditNouns: { value: string; label: string }[] = [
  { value: 'login', label: 'Failed logins and login links' },
  { value: 'session', label: 'Sessions' },
  { value: 'account', label: 'Accounts' },
  { value: 'member', label: 'Members' },
  { value: 'invitation', label: 'Invitations' },
  { value: 'key', label: 'API keys' },
  { value: 'workspace', label: 'Workspace and policy' },
  { value: 'agent', label: 'Agents' },
  { value: 'repository', label: 'Repositories' },
  { value: 'connection', label: 'Connections' },
  { value: 'webhook', label: 'Webhooks' },
  { value: 'status', label: 'Columns' },
  { value: 'label', label: 'Labels' },
  { value: 'plan', label: 'Plans' },
  { value: 'run', label: 'Runs' },
  { value: 'issue', label: 'Issues' },
]

/** `member.removed` as "member removed". */
export function auditTypeText(type: string): string {
  return type.replaceAll(/[._]/g, ' ')
}

/** What the payload says, one short line: `name: value` pairs, changes as from → to. */
export function auditDetail(payload: Record<string, unknown>): string {
  const { changes, ...plain } = payload
  const changed = Object.entries(isRecord(changes) ? changes : {}).map(([field, pair]) =>
    Array.isArray(pair) ? `${field}: ${valueText(pair[0])} → ${valueText(pair[1])}` : `${field} changed`,
  )
  const said = Object.entries(plain).flatMap(([name, value]) =>
    value === null || value === undefined || value === '' ? [] : [`${name.replaceAll('_', ' ')}: ${valueText(value)}`],
  )
  return [...changed, ...said].join(' · ')
}

function valueText(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'nothing'
  if (isRecord(value)) return typeof value.name === 'string' ? value.name : JSON.stringify(value).slice(0, 80)
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(valueText).join(', ').slice(0, 120)
  return String(value).slice(0, 120)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
