// Entries of the audit log as sentences: what was done, with whoever did it before it, and what else is worth knowing.
import { eventLine } from '../../issues/ui/event-words.ts'
import { changeLines, factLines, isRecord, type Payload } from './audit-values.ts'
import { auditVerbs } from './audit-verbs.ts'

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

export interface AuditLine {
  text: string
  detail: string
}

/** "made Kim Arden an admin", "moved it from Backlog to In Progress"; a type without words of its own is read as it is written. */
export function auditLine({ type, payload }: { type: string; payload: Payload }): AuditLine {
  const verb = auditVerbs[type]
  if (verb) return { text: verb(payload), detail: [...changeLines(payload), ...factLines(payload)].join(' · ') }
  const line = eventLine({ type, payload })
  if (line) return { text: line.text, detail: line.detail ?? '' }
  return { text: type.replaceAll(/[._]/g, ' '), detail: isRecord(payload) ? factLines(payload).join(' · ') : '' }
}
