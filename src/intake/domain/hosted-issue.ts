// What becomes of an issue at the code host: filed here when its label asks for it, then its course is noted.
import type { HostedIssueChanged } from './code-host-signal.ts'
import { link } from './markdown.ts'
import type { Reason } from './signal.ts'

export interface HostedIssueFacts {
  signal: Pick<HostedIssueChanged, 'action' | 'state' | 'labels' | 'number' | 'repository'>
  /** The identifier of the issue here, and what was last known of the one there. */
  linked: { identifier: string; state: string | null } | null
  /** The issue here that a person has deleted, or has taken the link from. */
  freed: string | null
  /** Empty: nothing is filed. */
  label: string
}

export type HostedIssueDecision =
  | { action: 'create'; reason: Reason }
  | { action: 'note'; reason: Reason }
  | { action: 'attach'; reason: Reason }
  | { action: 'ignore'; reason: Reason }

const courses: Record<string, string> = {
  closed: 'was closed',
  reopened: 'was reopened',
  edited: 'was edited',
  deleted: 'was deleted',
  transferred: 'was transferred to another repository',
}

/** Decides what one delivery about a code host's issue does; the state is folded apart from it. */
export function decideHostedIssue({ signal, linked, freed, label }: HostedIssueFacts): HostedIssueDecision {
  const name = nameOf(signal)
  const action = linked && signal.action === 'polled' ? actionBetween(linked.state, signal.state) : signal.action
  const course = courses[action]
  if (linked && course) return decided('note', `issue_${action}`, `${name} ${course} on GitHub. That moves nothing here.`)
  if (linked) return decided('attach', 'already_linked', `${name} is linked to ${linked.identifier} already.`)
  const isAsked = label !== '' && signal.labels.some((each) => each.toLowerCase() === label.toLowerCase())
  if (!isAsked) {
    const detail = label === '' ? 'No label files GitHub issues here.' : `${name} does not have the label “${label}”.`
    return decided('ignore', 'not_labelled', detail)
  }
  if (signal.state === 'closed') return decided('ignore', 'closed_already', `${name} is closed, so it is not filed.`)
  if (freed)
    return decided(
      'ignore',
      'removed_here',
      `${name} was linked to ${freed} until a person took it away. Link it by hand if it is wanted.`,
    )
  return decided('create', 'labelled', `${name} has the label “${label}”.`)
}

/** Whoever asks hears no action: the state says what it must have been. */
function actionBetween(before: string | null, after: 'open' | 'closed'): string {
  if (before === null || before === after) return 'polled'
  return after === 'closed' ? 'closed' : 'reopened'
}

/** The description that a filed issue gets: where it comes from, then its own text. */
export function describeHostedIssue(signal: HostedIssueChanged): string {
  const name = nameOf(signal)
  const from = signal.url ? link(name, signal.url) : name
  return `${from} on GitHub, by ${signal.author.login.replace(/[^\w-]/g, '')}.\n\n${signal.body}`.trim()
}

/** `owner/name#12`. */
export function nameOf({ repository, number }: Pick<HostedIssueChanged, 'repository' | 'number'>): string {
  return `${repository.fullName}#${number}`
}

function decided<A extends HostedIssueDecision['action']>(action: A, code: string, sentence: string) {
  return { action, reason: { code, sentence } }
}
