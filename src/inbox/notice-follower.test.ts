import { afterAll, beforeAll, expect, test } from 'vitest'
import { addComment } from '#src/issues/add-comment.ts'
import { submitPlan } from '#src/runs/submit-plan.ts'
import { anIssue, type RunsKit, runsKit, shop } from '#test/runs/runs-runtime.ts'
import { inboxSweeps } from './jobs.ts'
import { NoticeFollower } from './notice-follower.ts'
import { countInbox } from './read-inbox.ts'

let kit: RunsKit
beforeAll(async () => {
  kit = await runsKit()
})
afterAll(() => kit.runtime.close())

test('what needs somebody is in the inbox soon after, and what comes while it reads is not forgotten', async () => {
  const acme = await shop(kit)
  const follower = new NoticeFollower(kit.runtime)
  await follower.start()
  const open = async () => (await countInbox(acme.person())).open
  for (let n = 1; n <= 4; n++) {
    await submitPlan(acme.person(), { issue: await anIssue(acme), content: 'Plan' })
    if (n === 2) await expect.poll(open, { timeout: 5000 }).toBe(2)
  }
  await expect.poll(open, { timeout: 5000 }).toBe(4)
  await follower.stop()
})

test('what nobody was woken for, the sweep finds', async () => {
  const acme = await shop(kit)
  await addComment(acme.key('write'), { issueId: await anIssue(acme), body: `@Person of ${acme.prefix}` })
  const sweep = inboxSweeps.find(({ name }) => name === 'inbox.follow')
  await sweep?.run(kit.runtime, { signal: new AbortController().signal })
  expect(await countInbox(acme.person())).toEqual({ open: 1, unread: 1, by_kind: { mention: 1 } })
})
