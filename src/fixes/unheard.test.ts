// What could not be heard is no silence: deliveries that nobody has read, and lines that were cut in the window.
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { intakeOfFile } from '#test/intake-of-file.ts'
import { at, attempts, deployedFix, errorEvent, moveTo, otherError } from '#test/story.ts'
import { readIssueFixes } from './read-issue-fixes.ts'
import { sweepWindows } from './sweep-windows.ts'

const intake = intakeOfFile({ withoutSweeps: true })

const windowEnd = 100 + 48 * 60

/** A fix that silence would verify: another error of the project was told in its window. */
async function heardFix(): Promise<void> {
  await deployedFix(intake)
  moveTo(intake, 120)
  await intake.sentry('error', otherError(120))
}

const sentryConnection = () =>
  intake.db.updateTable('dispatch_connection').where('workspace_id', '=', intake.workspace.id).where('source', '=', 'sentry')

const proof = (sentence: string) => ({ code: 'no_channel', channels: [], connect: expect.arrayContaining([sentence]) })

/** No job is worked off: that would read what is to be left unread. */
async function closeAt(minutes: number): Promise<void> {
  moveTo(intake, minutes)
  await sweepWindows(intake.runtime, intake.ports)
}

/** An event of the error that was stored and is left in a state. */
async function unread(minutes: number, state: 'received' | 'failed' | 'dead'): Promise<string> {
  moveTo(intake, minutes)
  const response = await intake.send('sentry', 'error', errorEvent(minutes, { release: undefined }))
  const { delivery_id } = (await response.json()) as { delivery_id: string }
  await setState(delivery_id, state)
  return delivery_id
}

const setState = (id: string, state: 'received' | 'failed' | 'dead') =>
  intake.db.updateTable('dispatch_delivery').set({ state }).where('id', '=', id).execute()

test('silence over a line that works verifies the fix', async () => {
  await heardFix()
  await closeAt(windowEnd + 1)
  expect(await attempts(intake)).toMatchObject([{ state: 'verified' }])
})

test('one project that is heard does not speak for another of the same error', async () => {
  await heardFix()
  await sql`
    insert into dispatch_external_issue
    select (jsonb_populate_record(e, '{"id": "ext_second", "external_id": "999999", "short_id": "OTHER-1", "project": "unheard-project"}')).*
    from dispatch_external_issue e where workspace_id = ${intake.workspace.id}`.execute(intake.db)
  await closeAt(windowEnd + 1)
  const [attempt] = await attempts(intake)
  expect(attempt).toMatchObject({ state: 'inconclusive', state_detail: expect.stringContaining('unheard-project') })
})

describe('a delivery that has not been read', () => {
  test.each(['received', 'failed'] as const)('and is %s holds the window until it is, and then fails the fix', async (state) => {
    await heardFix()
    const id = await unread(200, state)
    await closeAt(windowEnd + 1)
    expect(await attempts(intake)).toMatchObject([
      {
        state: 'watching',
        window_ends_at: new Date(at(windowEnd)),
        state_detail: 'Deliveries that came since the deployment are still to be read.',
      },
    ])
    await setState(id, 'received')
    await intake.settle()
    await closeAt(windowEnd + 2)
    expect(await attempts(intake)).toMatchObject([{ state: 'failed', evidence: { verdict: { code: 'recurred' } } }])
    expect(await intake.events('fix.verified')).toEqual([])
  })

  test('and cannot be leaves the fix to a person', async () => {
    await heardFix()
    await unread(200, 'dead')
    await closeAt(windowEnd + 1)
    const [attempt] = await attempts(intake)
    expect(attempt).toMatchObject({
      state: 'inconclusive',
      evidence: {
        verdict: {
          code: 'unread_deliveries',
          connect: expect.arrayContaining(['One delivery could not be read; look at it in Deliveries.']),
        },
      },
    })
  })

  test('says nothing where it came before the deployment, long after the window, or from another vendor', async () => {
    moveTo(intake, 5)
    await unread(5, 'dead')
    await heardFix()
    await unread(windowEnd + 25 * 60, 'received')
    const other = await intake.send('github', 'push', { unread: true })
    await setState(((await other.json()) as { delivery_id: string }).delivery_id, 'dead')
    await closeAt(windowEnd + 25 * 60)
    expect(await attempts(intake)).toMatchObject([{ state: 'verified' }])
  })
})

describe('a line that was cut in the window', () => {
  const removed = 'The connection "Sentry" was removed: connect it again.'
  const uninstalled = 'The integration behind the connection "Sentry" was uninstalled: install it again.'
  const installation = (action: string) => ({
    action,
    data: { installation: { uuid: 'a8e5d37a-696c-4c54-adb5-b3f28d64c7de', organization: { slug: 'test-org' } } },
  })

  test('because its connection was removed', async () => {
    await heardFix()
    await sentryConnection().set({ deleted_at: intake.runtime.clock.now(), secrets: [] }).execute()
    await closeAt(windowEnd + 1)
    expect(await attempts(intake)).toMatchObject([{ state: 'inconclusive', evidence: { verdict: proof(removed) } }])
  })

  test('because the integration was uninstalled; installed again, it is heard', async () => {
    await heardFix()
    moveTo(intake, 130)
    await intake.sentry('installation', installation('deleted'))
    const { items } = await readIssueFixes(intake.workspace.person(), (await intake.issue()).id)
    expect(items[0]?.proof).toMatchObject({ channels: [], connect: expect.arrayContaining([uninstalled]) })
    moveTo(intake, 140)
    await intake.sentry('installation', installation('created'))
    await closeAt(windowEnd + 1)
    expect(await attempts(intake)).toMatchObject([{ state: 'verified' }])
  })

  test('because it lost its secret', async () => {
    await heardFix()
    moveTo(intake, windowEnd + 1)
    const { SENTRY_CLIENT_SECRET: _, ...config } = intake.runtime.config
    await sweepWindows({ ...intake.runtime, config }, intake.ports)
    const sentence = 'Give the connection "Sentry" its secret: without one it accepts nothing.'
    expect(await attempts(intake)).toMatchObject([{ state: 'inconclusive', evidence: { verdict: proof(sentence) } }])
  })

  /** Hooks of the vendor, or what somebody sends who knows the address, with a signature that is not right. */
  async function refused(...minutes: number[]): Promise<void> {
    for (const minute of minutes) {
      moveTo(intake, minute)
      const before = await refusals()
      const response = await intake.api.request(intake.address('sentry'), { method: 'POST', body: '{}' })
      expect(response.status).toBe(401)
      await expect.poll(refusals).toBe(before + 1)
    }
  }
  const refusals = async () => {
    const { rows } = await sql<{ bad: number }>`
      select bad_signatures as bad from dispatch_connection where workspace_id = ${intake.workspace.id} and source = 'sentry'`.execute(
      intake.db,
    )
    return Number(rows[0]?.bad)
  }
  const good = async (minute: number) => {
    moveTo(intake, minute)
    await intake.sentry('error', otherError(minute))
  }

  test('because its hooks are refused since the last good one: their secret is another', async () => {
    await heardFix()
    await refused(600)
    await closeAt(windowEnd + 1)
    const sentence =
      'Since its last good delivery the connection "Sentry" has refused others for a wrong signature: compare its secret with the vendor\'s.'
    expect(await attempts(intake)).toMatchObject([{ state: 'inconclusive', evidence: { verdict: proof(sentence) } }])
  })

  test('and stays unheard when the secret is mended after the window, whatever is told of it then', async () => {
    await heardFix()
    await refused(600)
    await closeAt(windowEnd + 1)
    expect(await attempts(intake)).toMatchObject([{ state: 'inconclusive' }])
    await good(windowEnd + 30)
    moveTo(intake, windowEnd + 31)
    await intake.sentry('error', otherError(windowEnd - 10))
    await refused(windowEnd + 40)
    await closeAt(windowEnd + 50)
    expect(await attempts(intake)).toMatchObject([{ state: 'inconclusive' }])
  })

  test('is whole when a good delivery came after those that were refused', async () => {
    await heardFix()
    await refused(200, 600)
    await good(700)
    await closeAt(windowEnd + 1)
    expect(await attempts(intake)).toMatchObject([{ state: 'verified' }])
  })

  test('is whole while somebody sends rubbish without end and good deliveries come as ever', async () => {
    await heardFix()
    for (const minute of [700, 1_300, 1_900, 2_500]) {
      await refused(minute - 1)
      await good(minute)
    }
    await refused(windowEnd - 100)
    await closeAt(windowEnd + 1)
    expect(await attempts(intake)).toMatchObject([{ state: 'verified' }])
  })

  test('is whole when the first was refused after the window', async () => {
    await heardFix()
    await refused(windowEnd + 2)
    await closeAt(windowEnd + 3)
    expect(await attempts(intake)).toMatchObject([{ state: 'verified' }])
  })

  test('is no line to hear a regression over, either', async () => {
    await heardFix()
    await intake.db
      .updateTable('dispatch_fix_attempt')
      .set({ evidence: { resolution: { asked_at: at(110), resolved_at: at(110) } } })
      .where('workspace_id', '=', intake.workspace.id)
      .execute()
    const { items } = await readIssueFixes(intake.workspace.person(), (await intake.issue()).id)
    expect(items[0]?.proof?.channels).toEqual(['event_hooks', 'resolved_at_deploy'])
    await sentryConnection().set({ deleted_at: intake.runtime.clock.now() }).execute()
    await closeAt(windowEnd + 1)
    expect(await attempts(intake)).toMatchObject([{ state: 'inconclusive', evidence: { verdict: proof(removed) } }])
  })
})
