// What is told long after a verdict, about two fixes at once, or in words that are cut.
import { expect, test } from 'vitest'
import { forgetDeliveries } from '#src/intake/forget-deliveries.ts'
import { pushPayload, sha } from '#test/fixtures/github/payloads.ts'
import { grafanaAlert } from '#test/fixtures/grafana/payloads.ts'
import { intakeOfFile } from '#test/intake-of-file.ts'
import { at, attempts, deployed, errorCreated, errorEvent, merge, merged, moveTo, otherError, pushed } from '#test/story.ts'
import { forgetOccurrences } from './forget-occurrences.ts'
import { sweepWindows } from './sweep-windows.ts'

const intake = intakeOfFile({ withoutSweeps: true })
const short = { verification_window_seconds: 300, grace_seconds: 0 }
const day = 24 * 60

async function sweepAt(minutes: number): Promise<void> {
  moveTo(intake, minutes)
  await sweepWindows(intake.runtime, intake.ports)
  await intake.runtime.jobs.drain()
}
const states = async () => (await attempts(intake)).map(({ state }) => state)
const deliveryStates = async () => {
  const { workspace, db } = intake
  const rows = await db.selectFrom('dispatch_delivery').select('state').where('workspace_id', '=', workspace.id).execute()
  return [...new Set(rows.map(({ state }) => state))]
}
const next = (minutes: number, name: string) =>
  intake.github('pull_request', merged(minutes, `Fixes ${name}`, { number: 8, headRef: 'also', mergeSha: sha('next') }))

test('a fix that failed stays so when its evidence is forgotten, whatever is reverted or merged then', async () => {
  await intake.setPolicy(short)
  const alert = (change: object = {}) => intake.grafana(grafanaAlert('firing', { fingerprint: 'a', startsAt: at(10), ...change }))
  moveTo(intake, 10)
  await alert()
  const { identifier } = await intake.issue()
  moveTo(intake, 90)
  await intake.github('pull_request', merged(90, `Fixes ${identifier}`))
  moveTo(intake, 95)
  await alert({ status: 'resolved', endsAt: at(95) })
  moveTo(intake, 100)
  await intake.github('deployment_status', deployed(100))
  moveTo(intake, 104)
  await alert({ startsAt: at(103) })
  await alert({ startsAt: at(103), status: 'resolved', endsAt: at(104) })
  expect(await states()).toEqual(['failed'])

  moveTo(intake, 200 * day)
  await forgetDeliveries(intake.runtime, new AbortController().signal)
  await forgetOccurrences(intake.runtime, new AbortController().signal)
  const message = `Undo\n\nThis reverts commit ${merge}.`
  await intake.github('push', pushed(200 * day, { before: merge, after: sha('undo'), message }))
  await sweepAt(200 * day + 1)
  expect(await states()).toEqual(['failed'])
  expect((await intake.events('fix.noted')).at(-1)?.payload).toMatchObject({ reason: 'reverted_later' })
  await next(200 * day + 2, identifier)
  await sweepAt(200 * day + 3)
  expect(await states()).toEqual(['failed', 'awaiting_deploy'])
  expect((await intake.issue()).status.category).not.toBe('done')
})

test.each([
  ['ended within a tenth of the window', { startsAt: at(10), endsAt: at(300) }, 'verified'],
  ['fired on for nearly all of it', { startsAt: at(10), endsAt: at(100 + 47 * 60) }, 'inconclusive'],
  ['began right after the deployment and fired on', { startsAt: at(101), endsAt: at(100 + 47 * 60) }, 'inconclusive'],
  ['came and went within it, and was told only then', { startsAt: at(500), endsAt: at(510) }, 'inconclusive'],
])('an alert that %s: %j is %s', async (_, last, verdict) => {
  const alert = (change: object) => intake.grafana(grafanaAlert('firing', { fingerprint: 'a', ...change }))
  moveTo(intake, 10)
  await alert({ startsAt: at(10) })
  const { identifier } = await intake.issue()
  moveTo(intake, 90)
  await intake.github('pull_request', merged(90, `Fixes ${identifier}`))
  moveTo(intake, 100)
  await intake.github('deployment_status', deployed(100))
  moveTo(intake, 101 + 47 * 60)
  await alert({ ...last, status: 'resolved' })
  await sweepAt(101 + 48 * 60)
  expect(await states()).toEqual([verdict])
})

test.each([
  ['of states that never says that it is over', { state: 'firing' }, null, 'inconclusive'],
  ['of states that says when it is over', { state: 'firing' }, { state: 'resolved' }, 'verified'],
  ['of occurrences', {}, null, 'verified'],
])('a sender %s: %j, then %j, is %s', async (_, first, then, verdict) => {
  const told = { external_id: 'a', project: 'edge', title: 'It fails' }
  moveTo(intake, 10)
  await intake.signal({ ...told, ...first, occurred_at: at(10) })
  const { identifier } = await intake.issue()
  moveTo(intake, 90)
  await intake.github('pull_request', merged(90, `Fixes ${identifier}`))
  moveTo(intake, 100)
  await intake.github('deployment_status', deployed(100))
  moveTo(intake, 500)
  if (then) await intake.signal({ ...told, ...then, occurred_at: at(105) })
  await intake.signal({ ...told, external_id: 'b', occurred_at: at(500) })
  await sweepAt(101 + 48 * 60)
  expect((await attempts(intake)).map(({ state }) => state)).toEqual([verdict])
})

test('of two fixes one goes on, even where the newer is not known to have landed any more', async () => {
  await intake.setPolicy(short)
  moveTo(intake, 10)
  await intake.sentry('issue', errorCreated(10))
  moveTo(intake, 90)
  await intake.github('pull_request', merged(90, 'Fixes CHECKOUT-API-2F'))
  moveTo(intake, 100)
  await intake.github('deployment_status', deployed(100))
  moveTo(intake, 110)
  await next(110, 'CHECKOUT-API-2F')
  expect(await attempts(intake)).toMatchObject([
    { state: 'watching', succeeded_at: new Date(at(110)) },
    { state: 'awaiting_deploy', succeeded_at: null },
  ])
  const { id } = intake.workspace
  await intake.db.updateTable('dispatch_repository').set({ default_branch: 'trunk' }).where('workspace_id', '=', id).execute()
  await intake.github('deployment_status', deployed(110, { sha: sha('next'), id: 9 }))
  expect(await deliveryStates()).toEqual(['processed'])
})

test('of two fixes the later merge is shown, whichever was told last', async () => {
  await intake.setPolicy(short)
  moveTo(intake, 10)
  await intake.sentry('issue', errorCreated(10))
  await intake.github('push', pushed(90, { before: sha('base'), after: merge }))
  moveTo(intake, 95)
  await intake.github('deployment_status', deployed(95))
  moveTo(intake, 98)
  await intake.sentry('error', errorEvent(98, { release: 'checkout-api@5.0.0' }))
  moveTo(intake, 101)
  await next(101, 'CHECKOUT-API-2F')
  moveTo(intake, 102)
  await intake.github('deployment_status', deployed(102, { sha: sha('next'), id: 9 }))
  moveTo(intake, 103)
  await intake.sentry('error', otherError(103))
  await sweepAt(108)
  expect(await intake.issue()).toMatchObject({ fix_state: 'verified', status: { category: 'done' } })
  moveTo(intake, 109)
  await intake.github('pull_request', merged(90, 'Fixes CHECKOUT-API-2F'))
  expect(await states()).toContain('failed')
  expect(await intake.issue()).toMatchObject({ fix_state: 'verified', status: { category: 'done' } })
})

test('a text whose cut falls into a character keeps no delivery from being read', async () => {
  moveTo(intake, 20)
  const message = `Add\n\n${'x'.repeat(594)}😀 and more`
  expect(message.slice(0, 600).isWellFormed()).toBe(false)
  await intake.github('push', pushPayload({ before: sha('base'), after: merge, commits: [{ id: merge, message }] }))
  for (const shift of [0, 1]) {
    const labels = { alertname: 'A', a: 'x'.repeat(100 + shift), host: '😀'.repeat(300) }
    const payload = grafanaAlert('firing', { startsAt: at(10 + shift), labels })
    await intake.grafana({ ...payload, alerts: payload.alerts.map((alert: object) => ({ ...alert, fingerprint: undefined })) })
  }
  expect(await deliveryStates()).toEqual(['processed'])
})
