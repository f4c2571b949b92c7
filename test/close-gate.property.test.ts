// The close gate as callers meet it: whatever they do, in any order and at the same time, no error is done by itself.
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { anyCommand, isDelivery, perform } from '#test/close-gate/commands.ts'
import { checkGate, issueAt, makeWorld } from '#test/close-gate/world.ts'
import { type TestIntake, testIntake } from '#test/intake.ts'

let intake: TestIntake
beforeAll(async () => {
  intake = await testIntake({ withoutSweeps: true })
})
afterAll(() => intake?.close())

const limitMs = 12_000

test('no sequence of commands leaves an error in done without a verdict, a reason or a call for one', async () => {
  let finished = 0
  const batch = fc.array(anyCommand, { minLength: 1, maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(fc.array(batch, { minLength: 4, maxLength: 14 }), async (batches) => {
      const world = await makeWorld(intake)
      for (const commands of batches) {
        await Promise.all(commands.map((command) => perform(world, command)))
        if (commands.some(isDelivery)) await intake.settle()
        await checkGate(world)
      }
      finished += 1
    }),
    { numRuns: 200, interruptAfterTimeLimit: limitMs, markInterruptAsFailure: false },
  )
  // A slow machine tries fewer, but none passes by trying nothing.
  expect(finished).toBeGreaterThanOrEqual(3)
}, 120_000)

test('the check would notice', async () => {
  const world = await makeWorld(intake)
  const done = intake.db
    .selectFrom('dispatch_status')
    .select('id')
    .where('workspace_id', '=', intake.workspace.id)
    .where('category', '=', 'done')
    .limit(1) // the commands before may have made more of them
  await sql`alter table dispatch_issue disable trigger dispatch_issue_close_gate`.execute(intake.db)
  await intake.db.updateTable('dispatch_issue').set({ status_id: done }).where('id', '=', issueAt(world, 0)).execute()
  await expect(checkGate(world)).rejects.toThrow('done without proof')
  await intake.db
    .updateTable('dispatch_issue')
    .set({ close_reason: 'Nobody said so' })
    .where('id', '=', issueAt(world, 0))
    .execute()
  await expect(checkGate(world)).rejects.toThrow('nobody gave the reason')
  await sql`alter table dispatch_issue enable trigger dispatch_issue_close_gate`.execute(intake.db)
})
