// Everything that moves in the preview, in memory: issues, runs, plans, comments, and the event log with its listeners.
import { generateKeyBetween } from 'fractional-indexing'
import type { NoticeKind } from '#src/inbox/domain/kinds.ts'
import type { ReplayBatch } from '#src/intake/replay-schemas.ts'
import { makeInvitations, makeMembers, makeSessions } from './access-data.ts'
import { makeConnections } from './connection-data.ts'
import { makeDeliveries } from './delivery-data.ts'
import { makeFixes } from './fix-data.ts'
import { makeNotices, makeViews } from './inbox-api.ts'
import { makeIssues, toCard } from './issue-data.ts'
import { makeOutboundDeliveries, makeWebhooks } from './outbound-data.ts'
import { makePlans } from './plan-data.ts'
import { makeRuns } from './run-data.ts'
import { makeTranscript } from './transcript-data.ts'
import type { Card, Comment, Entry, Event, Issue } from './types.ts'
import { ago, policy } from './workspace-data.ts'

export interface StreamFrame {
  issue_id: string | null
  run_id: string | null
  seq: number
  type: string
  at: string
  actor: Event['actor']
  issue: Card | null
  changes: Record<string, [unknown, unknown]>
}

export interface PreviewOptions {
  extraIssues: number
  empty: boolean
}

export const me = { type: 'person', id: 'usr_1', name: 'Robin Vale' } as const

export type PreviewState = ReturnType<typeof createState>

export function createState(options: PreviewOptions) {
  const issues = options.empty ? [] : makeIssues(options.extraIssues)
  rankAll(issues)
  const runs = options.empty ? [] : makeRuns(issues)
  const comments: Comment[] = issues[0]
    ? [
        {
          id: 'cmt_1',
          issue_id: issues[0].id,
          body: 'Support says it began with the **guest baskets** mail of yesterday.',
          author: me,
          created_at: ago(340),
          edited_at: null,
        },
      ]
    : []
  const state = {
    session: 'open' as 'open' | 'none',
    passwordFresh: false,
    nameNeeded: false,
    /** What the one who looks may do. */
    role: 'owner' as 'viewer' | 'member' | 'admin' | 'owner',
    account: null as { email: string; has_password: boolean; github: string | null } | null,
    loginMethods: { shared_password: true, email: true, github: false },
    members: makeMembers(),
    membersAnswer: 'fine' as 'fine' | 'broken',
    invitations: makeInvitations(),
    openSessions: makeSessions(),
    workspaceId: 'wsp_default',
    workspaces: [
      { id: 'wsp_default', name: 'Acme', prefix: 'DISPATCH', is_demo: false, is_default: true, role: 'owner' as const },
    ],
    testClock: false,
    demo: 'none' as 'none' | 'running' | 'done',
    empty: options.empty,
    policy: { ...policy },
    issues: new Map(issues.map((issue) => [issue.id, issue])),
    runs: new Map(runs.map((run) => [run.id, run])),
    plans: options.empty ? [] : makePlans(issues),
    fixes: options.empty ? [] : makeFixes(issues),
    deliveries: options.empty ? [] : makeDeliveries(issues),
    /** How the server answers questions about deliveries, deployments and figures. */
    answers: {} as Partial<Record<'deliveries' | 'deployments' | 'insights', 'denied' | 'broken'>>,
    replays: [] as ReplayBatch[],
    webhooks: options.empty ? [] : makeWebhooks(),
    connections: options.empty ? [] : makeConnections(),
    /** How the server answers questions about them. */
    connectionsAnswer: 'fine' as 'fine' | 'denied' | 'broken',
    /** How the server answers questions about them. */
    webhooksAnswer: 'fine' as 'fine' | 'denied' | 'broken',
    outbound: options.empty ? [] : makeOutboundDeliveries(),
    notices: makeNotices(issues),
    muted: [] as NoticeKind[],
    inboxDenied: false,
    views: options.empty ? [] : makeViews(),
    comments,
    transcripts: new Map<string, Entry[]>(runs.map((run) => [run.id, makeTranscript(run)])),
    keys: [
      {
        id: 'key_1',
        name: 'CI deployments',
        scopes: ['deploy'],
        agent: null as { id: string; name: string } | null,
        created_by: me,
        hint: 'dsp_…4f2a',
        created_at: ago(40_000),
        last_used_at: ago(55),
        revoked_at: null,
      },
    ],
    log: [] as (Event & { frame: StreamFrame })[],
    listeners: new Set<(frame: StreamFrame) => void>(),
    runListeners: new Map<string, Set<(entry: Entry) => void>>(),
    position: 0,
    emit(type: string, issue: Issue | null, changes: StreamFrame['changes'] = {}, extra: Partial<Event> = {}): void {
      state.position += 1
      const at = new Date().toISOString()
      const actor = extra.actor ?? me
      const frame = {
        seq: state.position,
        type,
        at,
        actor,
        issue_id: issue?.id ?? null,
        run_id: extra.run_id ?? null,
        issue: issue && type !== 'issue.deleted' ? toCard(issue) : null,
        changes,
      }
      state.log.push({
        seq: state.position,
        at,
        type,
        actor,
        subject: { type: 'issue', id: issue?.id ?? '' },
        issue_id: issue?.id ?? null,
        run_id: extra.run_id ?? null,
        payload: { changes, ...extra.payload },
        frame,
      })
      for (const listener of state.listeners) listener(frame)
    },
  }
  seedLog(state, issues)
  return state
}

function rankAll(issues: Issue[]): void {
  let last: string | null = null
  for (const issue of issues) {
    last = generateKeyBetween(last, null)
    issue.rank = last
  }
}

function seedLog(
  state: {
    position: number
    log: (Event & { frame: StreamFrame })[]
    runs: Map<
      string,
      { id: string; issue_id: string; started_at: string | null; finished_at: string | null; agent: { name: string } }
    >
  },
  issues: Issue[],
): void {
  const add = (
    issue: Issue,
    type: string,
    at: string,
    actor: Event['actor'],
    payload: Record<string, unknown>,
    runId: string | null = null,
  ) => {
    state.position += 1
    const frame = { seq: state.position, type, at, actor, issue_id: issue.id, run_id: runId, issue: toCard(issue), changes: {} }
    state.log.push({
      seq: state.position,
      at,
      type,
      actor,
      subject: { type: 'issue', id: issue.id },
      issue_id: issue.id,
      run_id: runId,
      payload,
      frame,
    })
  }
  for (const issue of issues.slice(0, 20)) {
    add(issue, 'issue.created', issue.created_at, issue.created_by, {
      issue: { title: issue.title, priority: issue.priority, source: issue.source },
    })
    add(issue, 'issue.assigned', ago(335), me, { changes: { assignee: [null, { id: 'agt_claude', name: 'Claude' }] } })
    add(
      issue,
      'decision.recorded',
      ago(335),
      { type: 'system', id: 'system', name: 'Dispatch' },
      {
        rule: 'runs.consider',
        result: 'start',
        reason: 'assigned',
        detail: 'Investigation started: Claude was assigned and all gates are open.',
      },
    )
    add(issue, 'issue.updated', ago(331), me, { changes: { priority: ['P3', issue.priority], labels: [[], ['lbl_0']] } })
    const backlog = { id: 'sta_backlog', name: 'Backlog', category: 'backlog' }
    if (issue.status.category !== 'backlog')
      add(
        issue,
        'issue.moved',
        ago(184),
        { type: 'run', id: 'run_05', name: 'Claude' },
        { changes: { status: [backlog, issue.status] }, cause: { code: 'plan_submitted', detail: 'A plan was posted.' } },
        'run_05',
      )
    if (issue.pull_request)
      add(
        issue,
        'pr.linked',
        ago(170),
        { type: 'webhook', id: 'con_github', name: 'GitHub' },
        { number: issue.pull_request.number, repository: 'acme/shop', link_kind: 'closes' },
      )
    if (issue.fix_state !== 'none')
      add(
        issue,
        'fix.updated',
        ago(120),
        { type: 'webhook', id: 'con_github', name: 'GitHub' },
        { state: issue.fix_state, detail: 'deployed to production' },
      )
  }
}

/** The issue by id or identifier. */
export function findIssue(state: PreviewState, id: string): Issue | undefined {
  return state.issues.get(id) ?? [...state.issues.values()].find((issue) => issue.identifier === id.toUpperCase())
}

export function inColumn(state: PreviewState, statusId: string): Issue[] {
  return [...state.issues.values()]
    .filter((issue) => issue.status.id === statusId)
    .sort((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0))
}

/** A rank next to the named neighbour of the column. */
export function rankBeside(
  state: PreviewState,
  statusId: string,
  place: { before?: string | null; after?: string | null } | undefined,
  moving: string,
): string {
  const column = inColumn(state, statusId).filter((issue) => issue.id !== moving)
  const before = column.findIndex((issue) => issue.id === place?.before)
  const after = column.findIndex((issue) => issue.id === place?.after)
  const index = before >= 0 ? before : after >= 0 ? after + 1 : 0
  return generateKeyBetween(column[index - 1]?.rank ?? null, column[index]?.rank ?? null)
}
