import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { updateIssue } from '#src/issues/update-issue.ts'
import { grafanaAlert, grafanaFixture } from '#test/fixtures/grafana/payloads.ts'
import { sentryFixture } from '#test/fixtures/sentry/payloads.ts'
import { intakeOfFile } from '#test/intake-of-file.ts'
import { at, attempts, deployed, merged, moveTo } from '#test/story.ts'
import { sweepWindows } from '../fixes/sweep-windows.ts'

const intake = intakeOfFile({ withoutSweeps: true })

const decisionOf = async (id: string) =>
  (await intake.db.selectFrom('dispatch_delivery').select('decision').where('id', '=', id).executeTakeFirstOrThrow()).decision
const count = async (table: 'dispatch_issue' | 'dispatch_occurrence') =>
  (await intake.db.selectFrom(table).select('id').where('workspace_id', '=', intake.workspace.id).execute()).length
const signals = () => intake.events('signal.recorded')
const advance = (seconds: number) => intake.runtime.advance(seconds)

async function close(): Promise<void> {
  const { id } = await intake.issue()
  await updateIssue(intake.workspace.person(), { id, changes: { status: 'done', close_reason: 'Mended' } })
}

describe('Grafana', () => {
  test('a firing alert files an issue, and is told again without effect', async () => {
    await intake.grafana(grafanaFixture('firing'))
    expect(await intake.issue()).toMatchObject({
      title: '[checkout-api] Too many 5xx answers',
      priority: 'P1',
      source: 'loki',
      labels: [{ name: 'Grafana' }],
      is_error_sourced: true,
      external_issues: [{ source: 'loki', state: 'firing', occurrences: 1, project: 'checkout-api' }],
    })
    advance(240)
    const repeated = await intake.grafana(grafanaAlert('firing', { values: { A: 50 } }))
    expect(await decisionOf(repeated)).toMatchObject({ reason: 'content_known' })
    expect(await count('dispatch_occurrence')).toBe(1)
  })

  test('what is resolved is noted and moves nothing; a new start after the close opens the issue again', async () => {
    await intake.grafana(grafanaFixture('firing'))
    await intake.grafana(grafanaFixture('resolved'))
    expect(await intake.issue()).toMatchObject({ status: { category: 'backlog' }, external_issues: [{ state: 'resolved' }] })
    expect((await signals()).at(-1)?.payload).toMatchObject({
      source: 'loki',
      kind: 'error_issue_resolved',
      reason: 'state_noted',
    })
    await close()
    const { closed_at: closedAt } = await intake.issue()
    advance(60)
    const late = await intake.grafana(grafanaAlert('firing', { startsAt: '2026-03-01T00:00:00Z', fingerprint: 'late' }))
    expect(await decisionOf(late)).toMatchObject({ result: 'attach', reason: 'late_evidence' })
    const again = await intake.grafana(
      grafanaAlert('firing', { startsAt: new Date(Date.parse(closedAt ?? '') + 30_000).toISOString() }),
    )
    expect(await decisionOf(again)).toMatchObject({ result: 'reopen', reason: 'regressed_after_close' })
    expect(await intake.issue()).toMatchObject({ status: { category: 'backlog' }, external_issues: [{ state: 'firing' }] })
  })

  test('told in the wrong order it comes to the same', async () => {
    await intake.grafana(grafanaFixture('resolved'))
    expect(await count('dispatch_issue')).toBe(0)
    await intake.grafana(grafanaFixture('firing'))
    expect(await intake.issue()).toMatchObject({ external_issues: [{ state: 'resolved' }] })
  })

  test('that alerts were left out is said on the issue', async () => {
    await intake.grafana(grafanaFixture('two-alerts'))
    expect((await intake.issue()).description).toContain('3 more alerts of this notification were left out')
    advance(60)
    await intake.grafana({ ...grafanaAlert('firing', { startsAt: '2026-03-02T11:00:00Z' }), truncatedAlerts: 1 })
    expect((await signals()).at(-1)?.payload.detail).toContain('One more alert of this notification was left out')
  })

  test('a rule that cannot be evaluated files nothing', async () => {
    expect(await decisionOf(await intake.grafana(grafanaFixture('datasource-error')))).toMatchObject({
      result: 'ignore',
      reason: 'rule_not_evaluated',
    })
  })

  test('a canceled issue stays closed', async () => {
    await intake.grafana(grafanaFixture('firing'))
    const { id } = await intake.issue()
    await updateIssue(intake.workspace.person(), { id, changes: { status: 'canceled' } })
    advance(60)
    const again = await intake.grafana(grafanaAlert('firing', { startsAt: intake.runtime.clock.now().toISOString() }))
    expect(await decisionOf(again)).toMatchObject({ result: 'attach', reason: 'canceled_stays_closed' })
  })

  test('an equal body is a duplicate for half an hour, also over the edge of one', async () => {
    const send = async () => (await intake.send('loki', '', grafanaFixture('firing'))).status
    expect([await send(), await send()]).toEqual([202, 200])
    advance(1_700)
    expect(await send()).toBe(200)
    advance(101)
    expect(await send()).toBe(202)
  })
})

describe('a fix of what Grafana alerted about', () => {
  const alert = (minutes: number, change: Record<string, unknown> = {}) =>
    grafanaAlert('firing', { startsAt: at(minutes), ...change })
  const over = (minutes: number, reason = 'MissingSeries') =>
    grafanaAlert('firing', {
      status: 'resolved',
      startsAt: at(10),
      endsAt: at(minutes),
      annotations: { grafana_state_reason: reason },
    })
  const windowEnd = 100 + 48 * 60

  async function deployedAlertFix(): Promise<void> {
    moveTo(intake, 10)
    await intake.grafana(alert(10))
    const { identifier } = await intake.issue()
    moveTo(intake, 90)
    await intake.github('pull_request', merged(90, `Fix ${identifier}`))
    moveTo(intake, 100)
    await intake.github('deployment_status', deployed(100))
  }
  async function verdict(): Promise<unknown> {
    moveTo(intake, windowEnd + 1)
    await sweepWindows(intake.runtime, intake.ports)
    await intake.runtime.jobs.drain()
    return (await attempts(intake))[0]
  }

  test('is verified when its alert was resolved and did not fire again', async () => {
    await deployedAlertFix()
    moveTo(intake, 115)
    await intake.grafana(over(115))
    expect(await verdict()).toMatchObject({ state: 'verified', evidence: { verdict: { channels: ['alert_rule'] } } })
    expect(await intake.issue()).toMatchObject({ status: { category: 'done' } })
  })

  test.each([
    ['the alert still fires', () => intake.grafana(alert(10, { values: { A: 7 } }))],
    ['its rule was deleted', () => intake.grafana(over(115, 'RuleDeleted'))],
    [
      'another alert of the issue still fires',
      async () => {
        await intake.grafana(alert(20, { fingerprint: 'another' }))
        return intake.grafana(over(115))
      },
    ],
  ])('is inconclusive when %s: nobody would be told', async (_, tell) => {
    await deployedAlertFix()
    moveTo(intake, 115)
    await tell()
    expect(await verdict()).toMatchObject({ state: 'inconclusive', evidence: { verdict: { channels: [] } } })
  })

  const resolvedLong = (count: number) =>
    Array.from(
      { length: count },
      (_, n) =>
        grafanaAlert('firing', {
          status: 'resolved',
          fingerprint: `f${n}`,
          startsAt: at(95),
          endsAt: at(101),
        }).alerts[0],
    )
  const blind = (minutes: number, change: Record<string, unknown> = {}) =>
    grafanaAlert('datasource-error', { startsAt: at(minutes), ...change })
  const sighted = (from: number, to: number) => blind(from, { status: 'resolved', endsAt: at(to) })

  test.each([
    ['a rule is blind in the window', () => intake.grafana(blind(130)), 'could not evaluate the alert rule'],
    ['it was blind for a part of it', () => intake.grafana(sighted(130, 140)), 'could not evaluate the alert rule'],
    ['it is blind since before it', () => intake.grafana(blind(50)), 'could not evaluate the alert rule'],
    ['Grafana left alerts out', () => intake.grafana({ ...over(115), truncatedAlerts: 40 }), 'left alerts out'],
    [
      'a notification was too long to be read wholly',
      () => intake.grafana({ ...over(115), alerts: resolvedLong(201) }),
      'left alerts out',
    ],
  ])('is inconclusive when %s, with the sentence', async (_, tell, sentence) => {
    await deployedAlertFix()
    moveTo(intake, 141)
    await intake.grafana(over(115))
    await tell()
    expect(await verdict()).toMatchObject({ state: 'inconclusive', state_detail: expect.stringContaining(sentence) })
  })

  test('is verified although its rule was blind before the deployment, and another rule is', async () => {
    moveTo(intake, 5)
    await intake.grafana(sighted(1, 4))
    await deployedAlertFix()
    moveTo(intake, 115)
    await intake.grafana(over(115))
    await intake.grafana(blind(114, { labels: { rulename: 'Disk is full' } }))
    expect(await verdict()).toMatchObject({ state: 'verified' })
  })

  test('failed by the alert that fires behind 200 that are over', async () => {
    await deployedAlertFix()
    moveTo(intake, 200)
    await intake.grafana({ ...alert(199), alerts: [...resolvedLong(200), ...alert(199).alerts] })
    expect(await attempts(intake)).toMatchObject([{ state: 'failed' }])
  })

  test('is inconclusive while one alert fires behind very many that came later', async () => {
    await deployedAlertFix()
    moveTo(intake, 115)
    await intake.grafana(over(115))
    await intake.grafana(alert(20, { fingerprint: 'stuck' }))
    await sql`insert into dispatch_signal select (jsonb_populate_record(s, jsonb_build_object('id', 'sig_many' || n, 'occurred_at', s.occurred_at,
        'occurrence_key', 'many' || n, 'payload', s.payload || jsonb_build_object('instance', 'many' || n)))).*
      from dispatch_signal s, generate_series(1, 1100) n
      where s.workspace_id = ${intake.workspace.id} and s.kind = 'error_issue_resolved'`.execute(intake.db)
    expect(await verdict()).toMatchObject({ state: 'inconclusive' })
  })

  test('failed when it fires anew after the grace, whatever is repeated before', async () => {
    await deployedAlertFix()
    moveTo(intake, 109)
    await intake.grafana(over(105))
    await intake.grafana(alert(108))
    expect(await attempts(intake)).toMatchObject([{ state: 'watching' }])
    moveTo(intake, 130)
    await intake.grafana(alert(129))
    expect(await attempts(intake)).toMatchObject([{ state: 'failed' }])
    expect(await intake.issue()).toMatchObject({ status: { category: 'backlog' } })
  })

  test('verified, and broken when it fires later', async () => {
    await deployedAlertFix()
    moveTo(intake, 115)
    await intake.grafana(over(115))
    await verdict()
    moveTo(intake, windowEnd + 60)
    await intake.grafana(alert(windowEnd + 59))
    expect(await attempts(intake)).toMatchObject([{ state: 'verified', broken_at: expect.any(Date) }])
    expect(await intake.issue()).toMatchObject({ status: { category: 'backlog' } })
  })
})

describe('signals', () => {
  const plain = { external_id: 'cart-1', title: 'Cart fails', project: 'shop', occurred_at: '2026-03-02T09:00:00Z' }

  test('file, count, note what is over, and open again', async () => {
    await intake.signal(plain)
    expect(await intake.issue()).toMatchObject({
      title: '[shop] Cart fails',
      source: 'signal',
      labels: [{ name: 'Signal' }],
      external_issues: [{ source: 'signal', external_id: 'cart-1', state: 'firing' }],
    })
    const second = await intake.signal({ ...plain, occurred_at: '2026-03-02T09:05:00Z' })
    expect(await decisionOf(second)).toMatchObject({ result: 'attach', reason: 'occurrence_counted' })
    await intake.signal({ ...plain, state: 'resolved', occurred_at: '2026-03-02T09:06:00Z' })
    expect(await intake.issue()).toMatchObject({ external_issues: [{ state: 'resolved', occurrences: 2 }] })
    await close()
    advance(600)
    const now = intake.runtime.clock.now().toISOString()
    expect(await decisionOf(await intake.signal({ ...plain, occurred_at: now }))).toMatchObject({ result: 'reopen' })
  })

  test('a body that names neither event nor time counts again after half an hour, a dated one never', async () => {
    const undated = { external_id: 'x', title: 'X' }
    for (const seconds of [0, 60, 1_800]) {
      advance(seconds)
      await intake.send('signal', '', undated)
      await intake.send('signal', '', { ...plain, external_id: 'x' })
      await intake.settle()
    }
    expect(await count('dispatch_occurrence')).toBe(3)
  })

  test('a body in which nothing says what it is about is given up, with the path that found nothing', async () => {
    const id = await intake.signal({ title: 'Who am I?' })
    expect(
      await intake.db.selectFrom('dispatch_delivery').select(['state', 'error']).where('id', '=', id).executeTakeFirst(),
    ).toMatchObject({ state: 'dead', error: expect.stringContaining('Nothing was found at $.external_id') })
  })
})

describe('Sentry', () => {
  test('a comment is noted on the issue that tracks its error, and moves nothing', async () => {
    expect(await decisionOf(await intake.sentry('comment', sentryFixture('comment-created')))).toMatchObject({
      reason: 'not_tracked',
    })
    await intake.sentry('issue', sentryFixture('issue-created'))
    const hook = sentryFixture('comment-created') as { data: object }
    await intake.sentry('comment', { ...hook, data: { ...hook.data, comment_id: 2 } })
    expect((await signals()).at(-1)?.payload).toMatchObject({
      kind: 'error_commented',
      actor: 'Release Manager',
      excerpt: 'Looks like the basket is loaded lazily here',
      reason: 'comment_noted',
    })
    expect(await intake.issue()).toMatchObject({ status: { category: 'backlog' } })
  })

  test('an installation is noted on the connection, its latest word counts, and no issue is made', async () => {
    await intake.sentry('installation', sentryFixture('installation-created'))
    advance(60)
    const removed = { ...sentryFixture('installation-created'), action: 'deleted' }
    expect(await decisionOf(await intake.sentry('installation', removed))).toMatchObject({
      result: 'record',
      reason: 'installation_deleted',
    })
    const { vendor_state } = await intake.db
      .selectFrom('dispatch_connection')
      .select('vendor_state')
      .where('workspace_id', '=', intake.workspace.id)
      .where('source', '=', 'sentry')
      .executeTakeFirstOrThrow()
    expect(vendor_state).toMatchObject({ action: 'deleted', detail: 'The integration was removed in acme.' })
    expect(await count('dispatch_issue')).toBe(0)
  })

  test('an outage is urgent, feedback is left, as the connection says', async () => {
    await intake.sentry('issue', sentryFixture('issue-created-outage'))
    expect(await intake.issue()).toMatchObject({ priority: 'P1', labels: [{ name: 'Outage' }, { name: 'Sentry' }] })
    expect(await decisionOf(await intake.sentry('issue', sentryFixture('issue-created-feedback')))).toMatchObject({
      reason: 'issue_category_not_tracked',
    })
  })
})

describe('nobody gets in', () => {
  const body = '{"alerts":[]}'
  const token = (value: string) => ({ authorization: `Bearer ${value}` })
  test.each([
    ['/api/loki/webhook', {}],
    ['/api/loki/webhook', { authorization: 'Basic eDp5' }],
    ['/api/loki/webhook', token('another')],
    ['/api/loki/webhook?token=the-secret-of-loki', {}],
    ['/api/signals', { 'x-signature-256': createHmac('sha256', 'another').update(body).digest('hex') }],
    ['/api/signals?secret=the-secret-of-signal', {}],
  ])('%s with %j', async (path, headers) => {
    const before = await intake.db.selectFrom('dispatch_delivery').select('id').execute()
    const response = await intake.api.request(path, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    })
    expect([response.status, (await response.json()).code]).toEqual([401, 'invalid_signature'])
    expect(await intake.db.selectFrom('dispatch_delivery').select('id').execute()).toHaveLength(before.length)
  })
})
