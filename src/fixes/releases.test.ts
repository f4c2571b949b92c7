// Merges of every kind on their way to production: squashed, picked, carried by a release, taken back, brought back.
import { describe, expect, test } from 'vitest'
import { type PullChange, pushPayload, sha } from '#test/fixtures/github/payloads.ts'
import { intakeOfFile } from '#test/intake-of-file.ts'
import {
  at,
  attempts,
  deployed,
  deployedFix,
  errorCreated,
  merge,
  merged,
  moveTo,
  opened,
  otherError,
  pushed,
} from '#test/story.ts'
import { sweepWindows } from './sweep-windows.ts'

const intake = intakeOfFile({ withoutSweeps: true })

const [base, squash, released] = [sha('base'), sha('squash'), sha('released')]

type Telling = () => Promise<unknown>

const toStaging = (minutes: number, title: string, change: Partial<PullChange> = {}): Telling => {
  const told = { number: 12, baseRef: 'staging', mergeSha: squash, headRef: 'topic', ...change }
  return () => intake.github('pull_request', merged(minutes, title, told))
}
const stagingPushed = (before: string, after: string, message: string, minutes = 60): Telling => {
  const push = { ref: 'refs/heads/staging', before, after, commits: [{ id: after, message }], pushedAt: at(minutes) }
  return () => intake.github('push', pushPayload(push))
}
const release = { number: 20, headRef: 'staging', headSha: squash, mergeSha: released }
const releaseMerged = (minutes: number, change: Partial<PullChange> = {}): Telling => {
  return () => intake.github('pull_request', merged(minutes, 'Release of Monday', { ...release, ...change }))
}

async function fileError(): Promise<string> {
  moveTo(intake, 10)
  await intake.sentry('issue', errorCreated(10))
  moveTo(intake, 120)
  return (await intake.issue()).identifier
}

async function decisions(rule: string) {
  const rows = await intake.db
    .selectFrom('dispatch_decision')
    .select(['result', 'reason', 'detail'])
    .where('workspace_id', '=', intake.workspace.id)
    .where('rule', '=', rule)
    .execute()
  return rows
}

async function links() {
  return intake.db
    .selectFrom('dispatch_issue_pr as link')
    .innerJoin('dispatch_pull_request as pull', 'pull.id', 'link.pull_request_id')
    .select(['pull.number', 'link.link_kind', 'link.matched_by'])
    .where('link.workspace_id', '=', intake.workspace.id)
    .orderBy('pull.number')
    .execute()
}

async function told(tellings: Telling[]): Promise<void> {
  for (const tell of tellings) await tell()
}

test('a fix in staging makes no attempt until its release reaches the default branch, and is deployed with that', async () => {
  const identifier = await fileError()
  await told([toStaging(60, `Fix ${identifier}`), stagingPushed(base, squash, `Fix ${identifier} (#12)`)])
  expect(await attempts(intake)).toEqual([])
  expect(await intake.issue()).toMatchObject({
    status: { category: 'in_review' },
    waiting_on: { code: 'release', text: '#12 is merged into staging: waits for the release that carries it' },
  })
  await intake.github('pull_request', opened(70, 'Release of Monday', release))
  expect(await links()).toEqual([
    { number: 12, link_kind: 'closes', matched_by: 'keyword' },
    { number: 20, link_kind: 'mentions', matched_by: 'release' },
  ])
  expect(await attempts(intake)).toEqual([])
  await releaseMerged(80)()
  expect(await attempts(intake)).toMatchObject([{ merge_sha: released, merged_at: new Date(at(80)), state: 'awaiting_deploy' }])
  expect(await decisions('release')).toMatchObject([
    { result: 'carried', detail: expect.stringMatching('acme/shop#12 came to main with acme/shop#20') },
  ])
  await intake.github('deployment_status', deployed(100, { sha: released }))
  expect(await attempts(intake)).toMatchObject([{ state: 'watching' }])
  // What the next release brings is not what this one brought.
  await intake.github('pull_request', merged(110, 'Release of Tuesday', { ...release, number: 21, mergeSha: sha('later') }))
  expect(await attempts(intake)).toMatchObject([{ merge_sha: released }])
  expect(await links()).toHaveLength(2)
})

test('the same comes of it in whatever order it is told', async () => {
  const steps: Telling[] = [
    toStaging(60, 'Fixes CHECKOUT-API-2F'),
    stagingPushed(base, squash, 'A squash (#12)'),
    stagingPushed(squash, sha('more'), 'More'),
    releaseMerged(80, { headSha: sha('more') }),
    () => intake.github('deployment_status', deployed(100, { sha: released })),
    () => intake.sentry('issue', errorCreated(10)),
  ]
  for (const order of [
    [5, 3, 1, 2, 0, 4],
    [5, 4, 3, 2, 1, 0],
    [0, 3, 4, 2, 1, 5],
  ]) {
    await intake.fresh()
    moveTo(intake, 120)
    await told(order.map((index) => steps[index] ?? (async () => {})))
    expect(await attempts(intake)).toMatchObject([{ merge_sha: released, merged_at: new Date(at(80)), state: 'watching' }])
    expect((await links()).map(({ number, link_kind }) => `${number} ${link_kind}`)).toEqual(['12 closes', '20 mentions'])
  }
})

test('told of an earlier release that carried it, a fix keeps no proof that was about the later one', async () => {
  const identifier = await fileError()
  const tuesday = { number: 21, mergeSha: sha('later') }
  await told([toStaging(60, `Fix ${identifier}`), stagingPushed(base, squash, 'A squash (#12)'), releaseMerged(90, tuesday)])
  await intake.github('push', pushed(95, { before: sha('later'), after: sha('v3') }))
  await intake.github('deployment_status', deployed(100, { sha: sha('v3') }))
  expect(await attempts(intake)).toMatchObject([
    { merge_sha: sha('later'), state: 'watching', evidence: { contained: [sha('v3')] } },
  ])
  await releaseMerged(80)()
  expect(await attempts(intake)).toMatchObject([{ merge_sha: released, state: 'awaiting_deploy', evidence: { contained: [] } }])
  await intake.github('push', pushed(90, { before: released, after: sha('later') }))
  expect(await attempts(intake)).toMatchObject([{ merge_sha: released, state: 'watching', evidence: { contained: [sha('v3')] } }])
})

test('an issue that is no error is done when its release is merged, not before', async () => {
  const identifier = await fileError()
  await intake.db
    .updateTable('dispatch_external_issue')
    .set({ is_error_source: false })
    .where('workspace_id', '=', intake.workspace.id)
    .execute()
  await told([toStaging(60, `Fix ${identifier}`), stagingPushed(base, squash, 'A squash (#12)')])
  expect(await intake.issue()).toMatchObject({ status: { category: 'in_review' } })
  await releaseMerged(80)()
  expect(await intake.issue()).toMatchObject({ status: { category: 'done' } })
  expect(await attempts(intake)).toEqual([])
})

test('what the release says, or what staging held before the last release, carries nothing', async () => {
  const identifier = await fileError()
  await told([
    stagingPushed(base, sha('old'), `Fixes ${identifier}`),
    () =>
      intake.github(
        'pull_request',
        merged(65, 'Release of Sunday', { ...release, number: 19, headSha: sha('old'), mergeSha: sha('sunday') }),
      ),
  ])
  expect(await attempts(intake)).toMatchObject([{ merge_sha: sha('sunday') }])
  await toStaging(66, 'Something else')()
  await told([stagingPushed(sha('old'), squash, 'Something else (#12)'), releaseMerged(80)])
  expect(await attempts(intake)).toMatchObject([{ merge_sha: sha('sunday'), state: 'awaiting_deploy' }])
})

test('a stranger who names a branch like staging carries nothing', async () => {
  const identifier = await fileError()
  await told([toStaging(60, `Fix ${identifier}`), stagingPushed(base, squash, 'A squash (#12)')])
  await releaseMerged(80, { headRepository: { id: 99, fullName: 'stranger/shop' }, association: 'NONE' })()
  expect(await attempts(intake)).toEqual([])
})

test('what nobody can tell about a release is said', async () => {
  const identifier = await fileError()
  await told([toStaging(60, `Fix ${identifier}`), releaseMerged(80, { headSha: sha('unheard of') })])
  expect(await attempts(intake)).toEqual([])
  expect(await decisions('release')).toMatchObject([{ result: 'waits', reason: 'contents_unknown' }])
})

test('the fix is reverted with its own merge, with the release, and the revert of the revert only says so', async () => {
  const identifier = await fileError()
  const carried = [toStaging(60, `Fix ${identifier}`), stagingPushed(base, squash, 'A squash (#12)'), releaseMerged(80)]
  await told(carried)
  const revert = sha('revert')
  await intake.github(
    'push',
    pushed(90, { before: released, after: revert, message: `Revert "A squash"\n\nThis reverts commit ${squash}.` }),
  )
  expect(await attempts(intake)).toMatchObject([{ state: 'reverted' }])
  const again = `Reapply "A squash"\n\nThis reverts commit ${revert}.`
  await intake.github('push', pushed(95, { before: revert, after: sha('again'), message: again }))
  expect(await attempts(intake)).toMatchObject([{ state: 'reverted' }])
  expect(await decisions('revert')).toMatchObject([{ result: 'not_restored', reason: 'revert_of_revert' }])

  await intake.fresh()
  const other = await fileError()
  await told([toStaging(60, `Fix ${other}`), ...carried.slice(1)])
  const change = { number: 21, headRef: 'revert-20-staging', mergeSha: revert, body: 'Reverts acme/shop#20' }
  await intake.github('pull_request', merged(90, 'Revert "Release of Monday"', change))
  expect(await attempts(intake)).toMatchObject([{ state: 'reverted' }])
  const reapplied = { number: 22, headRef: 'revert-21', mergeSha: sha('again'), body: 'Reverts acme/shop#21' }
  await intake.github('pull_request', merged(95, 'Revert "Revert "Release of Monday""', reapplied))
  expect(await attempts(intake)).toMatchObject([{ state: 'reverted' }])
  expect(await decisions('revert')).toMatchObject([{ detail: expect.stringMatching(/^acme\/shop#22 brings back/) }])
})

test('the message of a squashed commit speaks for its pull request, whichever is told first', async () => {
  for (const isPushFirst of [true, false]) {
    await intake.fresh()
    const identifier = await fileError()
    const push = () =>
      intake.github(
        'push',
        pushed(60, { before: base, after: squash, message: `Taxes (#12)\n\n* start\n\n* fixes ${identifier}` }),
      )
    const pull = () => intake.github('pull_request', merged(60, 'Taxes', { number: 12, mergeSha: squash }))
    await told(isPushFirst ? [push, pull] : [pull, push])
    expect(await attempts(intake)).toMatchObject([{ merge_sha: squash }])
  }
})

test('commits that a merge of the default branch brought do not speak for a branch', async () => {
  const identifier = await fileError()
  await intake.github('pull_request', opened(60, 'Basket', { headRef: 'basket' }))
  const commits = [
    { id: sha('theirs'), message: `Fixes ${identifier} (#11)` },
    { id: sha('ours'), message: "Merge branch 'main' into basket" },
  ]
  const push = { ref: 'refs/heads/basket', before: base, after: sha('ours'), commits, pushedAt: at(65) }
  await intake.github('push', pushPayload(push))
  expect(await links()).toEqual([])
})

test('a picked fix is deployed where the deployment lists the pick, and not because a branch holds it', async () => {
  const identifier = await fileError()
  await intake.github('pull_request', merged(60, `Fix ${identifier}`, { mergeSha: squash }))
  const pick = sha('pick')
  const message = `Fix ${identifier}\n\n(cherry picked from commit ${squash})`
  const commits = [{ id: pick, message }]
  await intake.github('push', pushPayload({ ref: 'refs/heads/release/2', before: base, after: pick, commits, pushedAt: at(70) }))
  const later = [{ id: sha('v2'), message: 'Version 2' }]
  await intake.github(
    'push',
    pushPayload({ ref: 'refs/heads/release/2', before: pick, after: sha('v2'), commits: later, pushedAt: at(75) }),
  )
  await intake.github('deployment_status', deployed(80, { sha: sha('v2') }))
  expect(await attempts(intake)).toMatchObject([{ state: 'awaiting_deploy' }])
  const body = { repository: 'acme/shop', sha: sha('v2'), deployed_at: at(85), commits: [sha('v2'), pick] }
  const key = { authorization: `Bearer ${intake.workspace.adminKey}`, 'content-type': 'application/json' }
  const response = await intake.api.request('/api/deployments', { method: 'POST', headers: key, body: JSON.stringify(body) })
  expect(response.status).toBe(201)
  await intake.settle()
  expect(await attempts(intake)).toMatchObject([{ state: 'watching', deployed_sha: sha('v2') }])
})

test('a later deployment that nobody can place leaves the fix inconclusive; what is told of it in time lets it be verified', async () => {
  for (const isTold of [false, true]) {
    await intake.fresh()
    await deployedFix(intake)
    moveTo(intake, 130)
    await intake.sentry('error', otherError(130))
    await intake.github('deployment_status', deployed(130, { id: 77, sha: sha('who knows') }))
    if (isTold) await intake.github('push', pushed(140, { before: merge, after: sha('who knows') }))
    moveTo(intake, 100 + 48 * 60 + 1)
    await sweepWindows(intake.runtime, intake.ports)
    const [attempt] = await attempts(intake)
    const detail = expect.stringContaining(`whether ${sha('who knows').slice(0, 7)}, deployed`)
    expect(attempt).toMatchObject(isTold ? { state: 'verified' } : { state: 'inconclusive', state_detail: detail })
  }
})

test('a merge into another branch that is deployed is one, and what is reverted there is', async () => {
  const identifier = await fileError()
  const intoLive = toStaging(60, `Fix ${identifier}`, { baseRef: 'live' })
  await intoLive()
  expect(await attempts(intake)).toEqual([])
  await intake.setPolicy({ production_branches: ['live'] })
  await intake.github('pull_request', merged(61, `Fix ${identifier}`, { number: 13, baseRef: 'live', mergeSha: merge }))
  await intake.github('deployment_status', deployed(100))
  expect(await attempts(intake)).toMatchObject([{ merge_sha: merge, state: 'watching' }])
  const commits = [{ id: sha('undo'), message: `Undo\n\nThis reverts commit ${merge}.` }]
  const push = { ref: 'refs/heads/live', before: merge, after: sha('undo'), commits, pushedAt: at(110) }
  await intake.github('push', pushPayload(push))
  expect(await attempts(intake)).toMatchObject([{ state: 'reverted' }])
  expect((await intake.issue()).status.category).toBe('backlog')
})

describe('what was taken back on staging before its release', () => {
  const [undo, redo] = [sha('undo'), sha('redo')]
  const undone = `Revert "A squash"\n\nThis reverts commit ${squash}.`
  const redone = `Reapply "A squash"\n\nThis reverts commit ${undo}.`
  const fixPushed = stagingPushed(base, squash, 'A squash (#12)')
  const undoPushed = stagingPushed(squash, undo, undone, 70)
  const redoPushed = stagingPushed(undo, redo, redone, 75)
  const undoMerged = toStaging(70, 'Back', { number: 13, mergeSha: undo, headRef: 'revert-12', body: 'Reverts acme/shop#12' })
  const dropped = { result: 'dropped', reason: 'reverted_before', detail: expect.stringContaining('it was reverted on staging') }

  test.each([
    ['a push', [undoPushed]],
    ['a pull request', [undoMerged, stagingPushed(squash, undo, 'Back (#13)', 70)]],
  ])('by %s is not carried', async (_by, reverting) => {
    const identifier = await fileError()
    await told([toStaging(60, `Fix ${identifier}`), fixPushed, ...reverting, releaseMerged(80, { headSha: undo })])
    await stagingPushed(undo, sha('more'), 'More', 85)()
    expect(await attempts(intake)).toEqual([])
    expect(await decisions('release')).toMatchObject([dropped])
    expect(await intake.issue()).toMatchObject({ status: { category: 'in_review' }, waiting_on: { code: 'release' } })
  })

  test('is taken out again where the revert is told late', async () => {
    const identifier = await fileError()
    const early = [toStaging(60, `Fix ${identifier}`), fixPushed, releaseMerged(80)]
    await told([...early, () => intake.github('deployment_status', deployed(100, { sha: released }))])
    expect(await attempts(intake)).toMatchObject([{ state: 'watching' }])
    await undoMerged()
    expect(await attempts(intake)).toMatchObject([{ state: 'reverted' }])
    expect((await decisions('release')).map(({ result }) => result).sort()).toEqual(['carried', 'dropped'])
  })

  test('counts on each branch of a longer way, whenever it is told', async () => {
    for (const isLate of [false, true]) {
      await intake.fresh()
      const identifier = await fileError()
      const up = sha('up')
      const inDevelop = toStaging(50, `Fix ${identifier}`, { baseRef: 'develop' })
      const toNext = { number: 15, headRef: 'develop', headSha: squash, mergeSha: up, baseRef: 'staging' }
      const raised = () => intake.github('pull_request', merged(60, 'Up', toNext))
      const undoRaised = stagingPushed(up, undo, undone, 70)
      const steps = [inDevelop, raised, stagingPushed(base, up, 'Up (#15)'), undoRaised, releaseMerged(80, { headSha: undo })]
      const last = [stagingPushed(base, up, 'Up (#15)'), releaseMerged(80, { headSha: up }), undoRaised]
      await told(isLate ? [inDevelop, raised, ...last] : steps)
      expect(await attempts(intake)).toMatchObject([{ state: 'reverted' }])
    }
  })

  test('and brought back there is carried, and what is taken back after the release was carried', async () => {
    const identifier = await fileError()
    const back = [undoPushed, redoPushed, releaseMerged(80, { headSha: redo })]
    await told([toStaging(60, `Fix ${identifier}`), fixPushed, ...back])
    await stagingPushed(redo, sha('more'), undone, 85)()
    expect(await attempts(intake)).toMatchObject([{ state: 'awaiting_deploy' }])
  })
})
