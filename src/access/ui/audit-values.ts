// The values in entries of the audit log for people: no JSON, no ids, words for codes.
import { cutText } from '../../platform/cut-text.ts'
import { policyGroups } from './policy-fields.ts'

export type Payload = Record<string, unknown>

const policyLabels = new Map(policyGroups.flatMap(({ fields }) => fields).map(({ name, label }) => [`policy.${name}`, label]))

const fieldLabels: Record<string, string> = {
  'policy.runs_enabled': 'Agents may work',
  address: 'Address',
  display_name: 'Name',
  event_types: 'Events',
  is_default: 'Default',
  webhook_url: 'Webhook address',
  git_url: 'Address',
  is_shared: 'Shared',
}

/** Codes of `method` and `reason`, in words. */
const codeWords: Record<string, string> = {
  password: 'with the shared password',
  account: 'with e-mail and password',
  link: 'with a login link',
  github: 'with GitHub',
  invitation: 'by an invitation',
  reset: 'by a link for a new password',
  confirmation: 'when asked for the password again',
  invalid_credentials: 'wrong password or address',
  invalid_link: 'the link was used before or too old',
  invalid_invitation: 'the invitation was used before, taken back or too old',
  invalid_state: 'the way through GitHub took too long or began elsewhere',
  no_account: 'nobody here has that GitHub account',
  no_workspace: 'the account is in no workspace',
  shared_password_off: 'the shared password is off',
  too_many_logins: 'too many attempts',
  replaced: 'another one was sent',
  inviter_left: 'whoever invited left',
  workspace_deleted: 'the workspace was deleted',
}

/** What the sentence says already, and what says nothing to people. */
const unsaid = new Set([
  'changes',
  'before',
  'after',
  'name',
  'email',
  'role',
  'login',
  'password',
  'hint',
  'view',
  'label',
  'status',
])

/** `{role: ['member', 'admin']}` as "Role: member → admin". */
export function changeLines({ changes }: Payload): string[] {
  return Object.entries(isRecord(changes) ? changes : {}).flatMap(([field, pair]) => {
    const label = labelOf(field)
    if (!Array.isArray(pair)) return [`${label} changed`]
    const [before, after] = [valueText(pair[0]), valueText(pair[1])]
    return [before === after ? `${label} changed` : `${label}: ${before} → ${after}`]
  })
}

/** Everything else, as far as it means something to people. */
export function factLines(payload: Payload): string[] {
  return Object.entries(payload).flatMap(([name, value]) => {
    if (unsaid.has(name) || name === 'id' || name.endsWith('_id') || isEmpty(value) || value === false) return []
    if (name === 'address') return [`from ${valueText(value)}`]
    if (name === 'method' || name === 'reason') return saidCode(payload, name)
    if (name === 'shared_password') return []
    if (value === true) return [labelOf(name).toLowerCase()]
    const text = valueText(value)
    return text === '' ? [] : [`${labelOf(name)}: ${text}`]
  })
}

/** Why sessions end and members go stands in the sentence. */
function saidCode(payload: Payload, name: 'method' | 'reason'): string[] {
  const code = textIn(payload, name)
  const words = codeWords[code]
  if (words) return [words]
  return ['left', 'removed', 'revoked', 'logged_out', 'password_changed', 'member_removed'].includes(code)
    ? []
    : [code.replaceAll('_', ' ')]
}

/** The name of what it is about, wherever an event keeps it. */
export function nameIn(payload: Payload): string {
  for (const holder of [payload, payload.after, payload.label, payload.status, payload.view])
    if (isRecord(holder) && typeof holder.name === 'string') return holder.name
  return ''
}

export function textIn(payload: Payload, name: string): string {
  const value = payload[name]
  return typeof value === 'string' ? value : ''
}

/** "an admin". */
export function article(word: string): string {
  return `${/^[aeiou]/.test(word) ? 'an' : 'a'} ${word}`
}

export function isRecord(value: unknown): value is Payload {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function labelOf(field: string): string {
  const known = fieldLabels[field] ?? policyLabels.get(field)
  if (known) return known
  const words = field.replace(/^policy\./, '').replaceAll(/[._]/g, ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
}

function valueText(value: unknown): string {
  if (isEmpty(value)) return 'none'
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  if (Array.isArray(value)) return shortened(value.map(valueText).filter(Boolean).join(', '))
  if (!isRecord(value)) return shortened(String(value))
  const said = [value.name, value.identifier, value.detail, value.text].find((part) => typeof part === 'string')
  return typeof said === 'string' ? shortened(said) : ''
}

function shortened(text: string): string {
  return text.length > 120 ? `${cutText(text, 119)}…` : text
}
