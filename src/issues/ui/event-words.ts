// Events of the log as sentences for the timeline; null for those that say nothing to a person.
import type { IssueEvent } from './issue-types.ts'

export interface EventLine {
  text: string
  /** A longer explanation below the line. */
  detail: string | null
}

type Changes = Record<string, [unknown, unknown]>

export function eventLine(event: Pick<IssueEvent, 'type' | 'payload'>): EventLine | null {
  const { type, payload } = event
  switch (type) {
    case 'issue.created':
      return { text: 'created the issue', detail: null }
    case 'issue.moved':
    case 'issue.updated':
    case 'issue.assigned':
      return changesLine(changesOf(payload), causeOf(payload))
    case 'issue.enriched':
      return payload.source === 'repository'
        ? { text: 'looked at the commits before the error', detail: textOf(payload.detail) }
        : { text: 'added the stack trace and release of the error', detail: null }
    case 'decision.recorded':
      return { text: `decided: ${textOf(payload.detail) ?? textOf(payload.reason) ?? 'nothing'}`, detail: null }
    case 'plan.submitted':
      return { text: `posted version ${payload.version ?? ''} of the plan`.replace('  ', ' '), detail: null }
    case 'plan.approved':
      return { text: 'approved the plan', detail: null }
    case 'plan.changes_requested':
      return { text: 'asked for changes to the plan', detail: textOf(payload.feedback) }
    case 'plan.edited':
      return { text: 'edited the plan', detail: null }
    case 'pr.linked':
      return {
        text: `linked ${pullText(payload)}${payload.link_kind && payload.link_kind !== 'closes' ? ` (${payload.link_kind})` : ''}`,
        detail: null,
      }
    case 'pr.unlinked':
      return { text: `unlinked ${pullText(payload)}`, detail: null }
    case 'pr.updated':
      if (changesOf(payload).ci_state) return { text: checksText(payload), detail: null }
      return { text: `${pullText(payload)} is ${payload.state ?? 'changed'}`, detail: null }
    case 'pr.checks':
      return { text: `checks of ${pullText(payload)}: ${payload.ci_state ?? payload.state ?? 'changed'}`, detail: null }
    case 'signal.recorded':
      return signalLine(payload)
    case 'comment.added':
      return { text: 'commented', detail: textOf(payload.excerpt) }
    case 'run.updated':
    case 'run.queued':
    case 'run.finished':
      return null
    default:
      return type.startsWith('fix.')
        ? fixLine(type, payload)
        : { text: type.replace(/[._]/g, ' '), detail: textOf(payload.detail) }
  }
}

/** What somebody said or did at a vendor's. */
function signalLine(payload: Record<string, unknown>): EventLine {
  const detail = textOf(payload.detail)
  if (!detail) return { text: `heard of it from ${payload.source ?? 'outside'}`, detail: null }
  return { text: `heard: ${detail}`, detail: textOf(payload.excerpt) }
}

function checksText(payload: Record<string, unknown>): string {
  const [, after] = changesOf(payload).ci_state ?? []
  return `checks of ${pullText(payload)}: ${textOf(after) ?? 'none yet'}`
}

const fixWords: Record<string, string> = {
  'fix.opened': 'the merge is a fix attempt: it waits for a production deploy',
  'fix.watching': 'the fix is in production: watching for a recurrence',
  'fix.rolled_back': 'the deploy was taken back: waiting for the next one',
  'fix.verified': 'the fix is verified',
  'fix.failed': 'the fix failed',
  'fix.inconclusive': 'the fix is inconclusive',
  'fix.reverted': 'the fix was reverted',
  'fix.superseded': 'the fix attempt was superseded',
  'fix.broken': 'the error came back after the fix was verified',
  'fix.noted': 'the merge was reverted after the verdict, which stays',
}

function fixLine(type: string, payload: Record<string, unknown>): EventLine {
  return { text: fixWords[type] ?? type.replace(/[._]/g, ' '), detail: textOf(payload.detail) }
}

function changesLine(changes: Changes, cause: string | null): EventLine | null {
  const parts = Object.entries(changes).flatMap(([field, [before, after]]) => changeText(field, before, after) ?? [])
  return parts.length === 0 ? null : { text: parts.join(', '), detail: cause }
}

function changeText(field: string, before: unknown, after: unknown): string | null {
  switch (field) {
    case 'status':
      return `moved it from ${nameOf(before)} to ${nameOf(after)}`
    case 'assignee':
      return after ? `assigned ${nameOf(after)}` : `unassigned ${nameOf(before)}`
    case 'priority':
      return `changed the priority from ${nameOf(before)} to ${nameOf(after)}`
    case 'title':
      return `renamed it from “${nameOf(before)}”`
    case 'description':
      return 'edited the description'
    case 'labels':
      return labelText(before, after)
    case 'repository':
      return after ? 'chose the repository' : 'took away the repository'
    case 'parent':
      return after ? 'put it under another issue' : 'took it out of its parent'
    case 'needs_attention':
      return after ? `needs attention: ${nameOf(after)}` : 'took care of it'
    case 'rank':
      return null
    default:
      return `changed the ${field.replaceAll('_', ' ')}`
  }
}

/** Both sets of labels, each with id and name; events of old have ids or names alone. */
function labelText(before: unknown, after: unknown): string {
  const [old, now] = [before, after].map((labels) => (Array.isArray(labels) ? labels.map(nameOf) : []))
  const named = (names: string[] = [], others: string[] = []) =>
    names.filter((name) => !others.includes(name) && !/^lbl_/.test(name)).join(', ')
  const [added, removed] = [named(now, old), named(old, now)]
  const parts = [added && `added the label ${added}`, removed && `took off the label ${removed}`].filter(Boolean)
  return parts.length > 0 ? parts.join(' and ') : 'changed the labels'
}

function nameOf(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'name' in value) return String(value.name)
  return value === null || value === undefined ? 'nothing' : String(value)
}

function pullText(payload: Record<string, unknown>): string {
  return `pull request ${payload.number === undefined ? '' : `#${payload.number}`}`.trim()
}

function causeOf(payload: Record<string, unknown>): string | null {
  const { cause } = payload
  return typeof cause === 'object' && cause !== null && 'detail' in cause ? textOf(cause.detail) : null
}

/** Changed fields as the log keeps them: the old and the new value. */
function changesOf(payload: Record<string, unknown>): Changes {
  const { changes } = payload
  return typeof changes === 'object' && changes !== null ? (changes as Changes) : {}
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
