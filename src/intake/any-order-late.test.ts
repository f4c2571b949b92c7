// News of what happened in a window, or on the way there, ends the same whether it is told before the verdict or after it.
import { afterAll, beforeAll, test } from 'vitest'
import { createIssue } from '#src/issues/create-issue.ts'
import { linkExternalIssue } from '#src/issues/external-issues.ts'
import { createIssueSchema } from '#src/issues/schemas.ts'
import { withTransaction } from '#src/platform/context.ts'
import { expectSameInAnyOrder, github, type History, patience, sentry, type Told } from '#test/any-order.ts'
import { type PullChange, pushPayload, sha } from '#test/fixtures/github/payloads.ts'
import { grafanaAlert } from '#test/fixtures/grafana/payloads.ts'
import { type TestIntake, testIntake } from '#test/intake.ts'
import { at, deployed, errorCreated, errorEvent, merge, merged, opened, otherError, pushed } from '#test/story.ts'

let intake: TestIntake
beforeAll(async () => {
  intake = await testIntake({ withoutSweeps: true })
})
afterAll(() => intake?.close())

const created = sentry('issue', errorCreated(10))
const traffic = sentry('error', otherError(103))
const fixMerged = github('pull_request', merged(90, 'Fixes CHECKOUT-API-2F'))
const mergePushed = github('push', pushed(90, { before: sha('base'), after: merge }))
const mergeDeployed = github('deployment_status', deployed(100))
const baseDeployed = (minutes: number) => github('deployment_status', deployed(minutes, { sha: sha('base'), id: 8 }))
const recurred = (minutes: number) => sentry('error', errorEvent(minutes, { release: 'checkout-api@5.0.0' }))
const revertPushed = (minutes: number) =>
  github('push', pushed(minutes, { before: merge, after: sha('undo'), message: `Undo\n\nThis reverts commit ${merge}.` }))
const nextMerged = (minutes: number) =>
  github('pull_request', merged(minutes, 'Fixes CHECKOUT-API-2F', { number: 8, headRef: 'also', mergeSha: sha('next') }))
const fix = [created, fixMerged, mergePushed, mergeDeployed, traffic]
const ends = (state: string, category: string) => ({ attempts: [{ state }], issues: [{ category }] })

const late: Record<string, History> = {
  'a revert in the window': { told: [...fix, revertPushed(103)], ends: ends('reverted', 'backlog') },
  'a revert of a pull request in the window': {
    told: [
      ...fix,
      github(
        'pull_request',
        merged(103, 'Revert it', { number: 9, headRef: 'undo', mergeSha: sha('undo'), body: 'Reverts acme/shop#7' }),
      ),
    ],
    ends: ends('reverted', 'backlog'),
  },
  'a revert after the window': { told: [...fix, revertPushed(107)], ends: ends('verified', 'done') },
  'a fix that failed, and was reverted then': {
    told: [...fix, recurred(102), revertPushed(103)],
    ends: ends('failed', 'backlog'),
  },
  'a fix that failed, and the next one that is open': {
    told: [...fix, recurred(102), github('pull_request', opened(106, 'Fixes CHECKOUT-API-2F', { number: 8, headRef: 'also' }))],
    ends: ends('failed', 'in_review'),
  },
  'a fix that was reverted, after which the error came back': {
    told: [...fix, revertPushed(101), recurred(102)],
    ends: ends('reverted', 'backlog'),
  },
  'a rollback in the window': { told: [...fix, baseDeployed(103)], ends: ends('awaiting_deploy', 'in_review') },
  'a rollback after the window': { told: [...fix, baseDeployed(107)], ends: ends('verified', 'done') },
  'a rollback after the error came back': {
    told: [...fix, recurred(102), baseDeployed(103)],
    ends: ends('failed', 'backlog'),
  },
  'a rollback before the error came back': {
    told: [...fix, baseDeployed(101), recurred(102)],
    ends: ends('awaiting_deploy', 'in_review'),
  },
  'a later deployment of unknown contents': {
    told: [...fix, github('deployment_status', deployed(103, { sha: sha('nobody'), id: 9 }))],
    ends: ends('inconclusive', 'in_review'),
  },
  'a later deployment that is understood by a push': {
    told: [
      ...fix,
      github('deployment_status', deployed(103, { sha: sha('release'), id: 9 })),
      github('push', pushed(95, { before: merge, after: sha('release') })),
    ],
    ends: ends('verified', 'done'),
  },
  'a delivery that nobody can read': {
    told: [...fix, { ...sentry('issue', { action: 'created', data: {} }), receivedAt: 104 }],
    ends: ends('inconclusive', 'in_review'),
  },
  'the next fix in the window': { told: [...fix, nextMerged(103)], ends: { issues: [{ category: 'in_review' }] } },
}

const alert = (fingerprint: string, change: Record<string, unknown> = {}) =>
  grafanaAlert('firing', { fingerprint, startsAt: at(10), labels: { host: fingerprint }, ...change }).alerts[0]
const over = (fingerprint: string, minutes: number) =>
  alert(fingerprint, { status: 'resolved', endsAt: at(minutes), annotations: { grafana_state_reason: 'MissingSeries' } })
const deletedUnder = (fingerprint: string, minutes: number) =>
  alert(fingerprint, { status: 'resolved', endsAt: at(minutes), annotations: { grafana_state_reason: 'RuleDeleted' } })
const grafana = (alerts: unknown[], more: Partial<Told> & { truncatedAlerts?: number } = {}): Told => {
  const { truncatedAlerts = 0, ...told } = more
  return { source: 'loki', kind: '', payload: { ...grafanaAlert('firing', {}), alerts, truncatedAlerts }, ...told }
}
const blind = (from: number, to?: number): Told => {
  const change = to === undefined ? {} : { status: 'resolved', endsAt: at(to) }
  return { source: 'loki', kind: '', payload: grafanaAlert('datasource-error', { startsAt: at(from), ...change }) }
}
const alerted = [
  grafana([alert('a'), alert('b')]),
  github('pull_request', merged(90, 'Fixes ISSUE-1')),
  mergePushed,
  mergeDeployed,
  grafana([over('a', 101)]),
  grafana([over('b', 102)]),
]
const occurred = (minutes: number, more: object = {}): Told => {
  const event = { event_id: `evt-${minutes}`, occurred_at: at(minutes), release: undefined }
  const payload = { external_id: 'checkout-503', title: 'Checkout answers 503', project: 'checkout', ...event, ...more }
  return { source: 'signal', kind: '', payload }
}

const signalled = [occurred(10), github('pull_request', merged(90, 'Fixes ISSUE-1')), mergePushed, mergeDeployed]

const others: Record<string, History> = {
  'two alerts of one rule': { told: alerted, ends: ends('verified', 'done') },
  'two alerts of one rule, one of which fires again': {
    told: [...alerted, grafana([alert('b', { startsAt: at(104) })])],
    ends: ends('failed', 'backlog'),
  },
  'two alerts, one of which ends as its rule is deleted in the window': {
    told: [...alerted.slice(0, -1), grafana([deletedUnder('b', 102)])],
    ends: ends('inconclusive', 'in_review'),
  },
  'two alerts told one by one, the second of which fires on': {
    told: [grafana([alert('a')]), grafana([alert('b')]), ...alerted.slice(1, -1)],
    ends: ends('inconclusive', 'in_review'),
  },
  'a rule that was blind in the window': { told: [...alerted, blind(103)], ends: ends('inconclusive', 'in_review') },
  'a rule that was blind until before it': {
    told: [...alerted, blind(20), blind(20, 30)],
    ends: ends('verified', 'done'),
  },
  'a notification that was cut in the window': {
    told: [...alerted, grafana([over('b', 102)], { truncatedAlerts: 3, receivedAt: 104 })],
    ends: ends('inconclusive', 'in_review'),
  },
  'signals, and the last word of their sender': {
    told: [...signalled, occurred(103, { state: 'resolved' })],
    ends: ends('verified', 'done'),
  },
  'signals, one of which comes in the window': { told: [...signalled, occurred(104)], ends: ends('failed', 'backlog') },
}

/** One issue that Sentry and a sender of signals track. */
async function trackedTwice({ workspace }: TestIntake): Promise<void> {
  const ctx = workspace.system()
  await withTransaction(ctx, async (tx) => {
    const { id } = await createIssue(tx, createIssueSchema.parse({ title: 'Checkout fails' }), { source: 'sentry' })
    const error = { issue_id: id, is_error_source: true, title: 'Checkout fails', first_seen: at(1), occurrences: 1 }
    await linkExternalIssue(tx, { ...error, source: 'sentry', external_id: '4820175533', project: 'checkout-api' })
    await linkExternalIssue(tx, { ...error, source: 'signal', external_id: 'checkout-503', project: 'checkout' })
  })
}
const twice = [...signalled, created, occurred(103, { state: 'resolved' })]

const sources: Record<string, History> = {
  'two sources of one issue, of both of which is heard': {
    told: [...twice, traffic],
    prepare: trackedTwice,
    ends: { attempts: [{ state: 'verified' }, { state: 'verified' }] },
  },
  'two sources of one issue, one of which is silent': {
    told: twice,
    prepare: trackedTwice,
    ends: { attempts: [{ state: 'inconclusive' }, { state: 'inconclusive' }] },
  },
  'two sources of one issue, of which the second tells of a recurrence': {
    told: [...twice, traffic, occurred(104)],
    prepare: trackedTwice,
    ends: { attempts: [{ state: 'failed' }, { state: 'failed' }] },
  },
}

/** The first window lasts from minute 95 to 100, that of the next fix from 102 to 107. */
const early = [created, fixMerged, mergePushed, github('deployment_status', deployed(95))]
const heard = (minutes: number) => sentry('error', otherError(minutes))
const followed = [...early, nextMerged(101), github('deployment_status', deployed(102, { sha: sha('next'), id: 9 }))]
const between = (minutes: number) =>
  github('pull_request', merged(minutes, 'Fixes CHECKOUT-API-2F', { number: 9, headRef: 'between', mergeSha: sha('between') }))
const endsAs = (states: Record<number, string>, category: string) => ({
  attempts: Object.entries(states)
    .map(([number, state]) => ({ number: Number(number), state }))
    .toSorted((a, b) => (String(a.number) < String(b.number) ? -1 : 1)),
  issues: [{ category }],
})

const successors: Record<string, History> = {
  'the next fix after the window': {
    told: [...early, heard(97), nextMerged(101)],
    ends: endsAs({ 7: 'verified', 8: 'awaiting_deploy' }, 'done'),
  },
  'the next fix after the error came back in the window': {
    told: [...early, heard(97), recurred(98), nextMerged(101)],
    ends: endsAs({ 7: 'failed', 8: 'awaiting_deploy' }, 'in_review'),
  },
  'the next fix after a window in which nothing was heard': {
    told: [...early, nextMerged(101)],
    ends: endsAs({ 7: 'inconclusive', 8: 'awaiting_deploy' }, 'in_review'),
  },
  'the next fix after a window whose evidence was too weak, so that it went on': {
    told: [...early, heard(97), nextMerged(101)],
    policy: { min_confidence: 0.99 },
    ends: endsAs({ 7: 'superseded', 8: 'awaiting_deploy' }, 'in_review'),
  },
  'the next fix after a rollback in the window': {
    told: [...early, heard(97), baseDeployed(98), nextMerged(101)],
    ends: endsAs({ 7: 'superseded', 8: 'awaiting_deploy' }, 'in_review'),
  },
  'the next fix after a revert that came after the window': {
    told: [...early, heard(97), revertPushed(100.5), nextMerged(101)],
    ends: endsAs({ 7: 'verified', 8: 'awaiting_deploy' }, 'done'),
  },
  'the next fix after a revert in the window': {
    told: [...early, heard(97), revertPushed(98), nextMerged(101)],
    ends: endsAs({ 7: 'reverted', 8: 'awaiting_deploy' }, 'in_review'),
  },
  'the next fix after the error came back after the window': {
    told: [...early, heard(97), recurred(100.5), nextMerged(101)],
    ends: endsAs({ 7: 'verified', 8: 'awaiting_deploy' }, 'in_review'),
  },
  'two fixes, each of which ran through its window': {
    told: [...followed, heard(97), heard(103)],
    ends: endsAs({ 7: 'verified', 8: 'verified' }, 'done'),
  },
  'two fixes, the first of which failed': {
    told: [...followed, heard(97), recurred(98), heard(103)],
    ends: endsAs({ 7: 'failed', 8: 'verified' }, 'done'),
  },
  'two fixes, the second of which failed': { told: [...followed, heard(97), recurred(104)] },
  'two fixes, the first of which nobody could judge': {
    told: [...followed, heard(103)],
    ends: endsAs({ 7: 'inconclusive', 8: 'verified' }, 'done'),
  },
  'a fix, another in its window, after which the error came back, and a third': {
    told: [...early, heard(97), between(97.5), recurred(98), nextMerged(101)],
    ends: endsAs({ 7: 'superseded', 8: 'awaiting_deploy', 9: 'superseded' }, 'in_review'),
  },
  'two fixes, and a third in the window of the first': {
    told: [...followed, heard(97), heard(103), between(98)],
    ends: endsAs({ 7: 'superseded', 8: 'verified', 9: 'superseded' }, 'done'),
  },
  'two fixes, and a third in the window of the first, after the error came back': {
    told: [
      ...followed,
      heard(97),
      recurred(96),
      between(98),
      github('deployment_status', deployed(99, { sha: sha('between'), id: 10 })),
    ],
    ends: { attempts: [{ number: 7, state: 'failed' }, { number: 8 }, { number: 9, state: 'superseded' }] },
  },
}

const staged = (minutes: number, number: number, mergeSha: string, change: Partial<PullChange> = {}) =>
  github(
    'pull_request',
    merged(minutes, 'Fixes CHECKOUT-API-2F', { number, baseRef: 'staging', headRef: `topic-${number}`, mergeSha, ...change }),
  )
const stagingPushed = (minutes: number, before: string, after: string, message: string) => {
  const push = { ref: 'refs/heads/staging', before, after, commits: [{ id: after, message }], pushedAt: at(minutes) }
  return github('push', pushPayload(push))
}
const released = (headSha: string) =>
  github('pull_request', merged(95, 'Release of Monday', { number: 20, headRef: 'staging', headSha, mergeSha: sha('released') }))
const releaseDeployed = github('deployment_status', deployed(100, { sha: sha('released') }))
const revertedOnMain = (minutes: number, what: string) =>
  github(
    'push',
    pushed(minutes, { before: sha('released'), after: sha('undo'), message: `Undo\n\nThis reverts commit ${what}.` }),
  )
const [first, second] = [sha('first'), sha('second')]
const one = [created, staged(60, 12, first), stagingPushed(60, sha('base'), first, 'A squash (#12)'), traffic]
const two = [...one, staged(70, 13, second), stagingPushed(70, first, second, 'Another squash (#13)')]

const endOfTwo = (state: string, category: string) => ({
  attempts: [
    { number: 12, state: 'superseded' },
    { number: 13, state },
  ],
  issues: [{ category }],
})

const releases: Record<string, History> = {
  'a release that carries a fix': { told: [...one, released(first), releaseDeployed], ends: ends('verified', 'done') },
  'two releases, each of which holds a fix': {
    told: [
      ...one,
      released(first),
      github('pull_request', opened(93, 'Release of Tuesday', { number: 21, headRef: 'staging', headSha: first })),
      github(
        'pull_request',
        merged(97, 'Release of Tuesday', { number: 21, headRef: 'staging', headSha: first, mergeSha: sha('tuesday') }),
      ),
      github('push', pushed(97, { before: sha('released'), after: sha('tuesday') })),
      github('deployment_status', deployed(100, { sha: sha('tuesday') })),
    ],
    ends: { attempts: [{ state: 'verified', merge_sha: sha('released') }], issues: [{ category: 'done' }] },
  },
  'a release that carries no fix, since it was reverted on staging': {
    told: [
      ...one,
      stagingPushed(70, first, sha('undone'), `Undo\n\nThis reverts commit ${first}.`),
      released(sha('undone')),
      releaseDeployed,
    ],
    ends: { attempts: [], issues: [{ category: 'in_review' }] },
  },
  'a release that carries two fixes of one issue': {
    told: [...two, released(second), releaseDeployed],
    ends: endOfTwo('verified', 'done'),
  },
  'a release that carries two fixes of one issue, and is reverted': {
    told: [...two, released(second), releaseDeployed, revertedOnMain(103, sha('released'))],
    ends: endOfTwo('reverted', 'backlog'),
  },
  'a release that carries two fixes of one issue, the second of which is reverted': {
    told: [...two, released(second), releaseDeployed, revertedOnMain(103, second)],
    ends: endOfTwo('reverted', 'backlog'),
  },
  'two fixes of one issue, the second of which is reverted before the release': {
    told: [
      ...two,
      stagingPushed(80, second, sha('undone'), `Undo\n\nThis reverts commit ${second}.`),
      released(sha('undone')),
      releaseDeployed,
    ],
    ends: ends('verified', 'done'),
  },
}

test.each(Object.entries({ ...late, ...others, ...sources, ...successors, ...releases }))(
  '%s: the same in whatever order it is told, and however often',
  { timeout: patience },
  (_, history) => expectSameInAnyOrder(intake, history),
)
