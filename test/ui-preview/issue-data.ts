// The issues of the preview: the hand-made ones, and as many plain ones as wanted.
import { type IssueDraft, issueDrafts, person } from './issue-drafts.ts'
import type { Card, Issue } from './types.ts'
import { agents, ago, repositories, statuses } from './workspace-data.ts'

const plainTitles = [
  'Tidy the feature flags of the old checkout',
  'Document the retry policy of the mail queue',
  'Show the delivery date in the order mail',
  'Make the address form work with screen readers',
  'Remove the legacy tax table',
  'Cache exchange rates for an hour',
  'Empty baskets are restored after logout',
  'Wrong plural in the German basket',
]

/** The hand-made issues, then `extra` plain ones. */
export function makeIssues(extra: number): Issue[] {
  const plain: IssueDraft[] = Array.from({ length: extra }, (_, index) => ({
    title: `${plainTitles[index % plainTitles.length]}${index >= plainTitles.length ? ` (${index})` : ''}`,
    at: index % 3 === 0 ? 'done' : 'backlog',
    priority: (['P3', 'P4', 'P2'] as const)[index % 3] ?? 'P3',
    waits:
      index % 3 === 0
        ? { who: 'nobody', code: 'closed', text: 'done' }
        : { who: 'person', code: 'start', text: 'nobody has started yet' },
  }))
  return [...issueDrafts, ...plain].map(toIssue)
}

function toIssue({ at, waits, ...draft }: IssueDraft, index: number): Issue {
  const status = statuses.find((item) => item.category === at) ?? statuses[0]
  if (!status) throw new Error('the preview has no statuses')
  const createdAt = ago(6000 - index * 7)
  const { position: _, ...bare } = status
  return {
    id: `iss_${String(index + 1).padStart(4, '0')}`,
    identifier: `DISPATCH-${index + 12}`,
    number: index + 12,
    status: bare,
    priority: 'P3',
    labels: [],
    assignee: null,
    source: 'manual',
    simulated: false,
    rank: `a${String(index).padStart(6, '0')}`,
    revision: 3,
    created_at: createdAt,
    updated_at: ago(Math.max(1, 400 - index)),
    closed_at: null,
    agent_state: 'idle',
    waiting_on: { who: 'nobody', code: 'start', text: '', since: ago(400), until: null, ...waits },
    fix_state: 'none',
    needs_attention: null,
    pull_request: null,
    cost_usd: 0,
    sub_issues: { total: 0, done: 0 },
    relations: [],
    description: 'What happens, and what should happen instead.\n\n- Open the page\n- Do the thing\n- See `the result`',
    is_error_sourced: false,
    repository: { id: repositories[0]?.id ?? '', name: 'shop' },
    parent: null,
    external_issues: draft.source === 'sentry' ? [externalIssue(index, draft.title)] : [],
    created_by:
      draft.source === 'sentry'
        ? { type: 'webhook', id: 'con_sentry', name: 'Sentry' }
        : { type: 'person', id: 'usr_1', name: 'Robin Vale' },
    close_reason: null,
    branch: null,
    ...draft,
  }
}

function externalIssue(index: number, title: string): Issue['external_issues'][number] {
  return {
    id: `ext_${index}`,
    source: 'sentry',
    external_id: String(5_000_000 + index),
    short_id: `SHOP-${index + 3}K`,
    url: 'https://acme.sentry.io/issues/5000000/',
    title,
    project: 'shop',
    state: 'unresolved',
    occurrences: 214 - index,
    users_affected: 91,
    first_seen: ago(720),
    last_seen: ago(3),
  }
}

/** The issue with these words in its title. */
export const byTitle = (issues: Issue[], part: string): Issue => {
  const found = issues.find((issue) => issue.title.includes(part))
  if (!found) throw new Error(`no preview issue has "${part}" in its title`)
  return found
}

const detailOnly = [
  'description',
  'is_error_sourced',
  'repository',
  'parent',
  'external_issues',
  'created_by',
  'close_reason',
  'branch',
] as const

/** What a list or the board sends of an issue. */
export function toCard(issue: Issue): Card {
  const card: Partial<Issue> = { ...issue }
  for (const key of detailOnly) delete card[key]
  return card as Card
}

export const assignable = [...agents.map((item) => ({ type: 'agent' as const, id: item.id, name: item.name })), person]
