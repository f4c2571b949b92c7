import { afterAll, beforeAll, expect, test } from 'vitest'
import { claimIssue } from '#src/issues/claim-issue.ts'
import { anApprovedPlan, anIssue, type RunsKit, runsKit, type Shop, shop } from '#test/runs/runs-runtime.ts'
import { approvePlan } from './approve-plan.ts'
import { cancelRun } from './cancel-run.ts'
import { getApprovedPlan } from './get-approved-plan.ts'
import { startRun } from './start-run.ts'
import { submitPlan } from './submit-plan.ts'

let kit: RunsKit
let acme: Shop
beforeAll(async () => {
  kit = await runsKit()
  acme = await shop(kit, { policy: { max_concurrent_runs: 50 } })
})
afterAll(() => kit.runtime.close())

const agentsKey = () => ({ ...acme.key('agent'), agentId: acme.agentId })

test.each([
  ['a key that may write', () => acme.key('write')],
  ['the agent that has the issue', agentsKey],
])('%s cannot take back an approved plan while it is carried out', async (_, caller) => {
  const issue = await anIssue(acme)
  await claimIssue(agentsKey(), { issueId: issue, agent: { id: acme.agentId, name: 'Claude' } })
  await anApprovedPlan(acme, issue)
  const run = await startRun(acme.person(), { issue, kind: 'implement' })
  await expect(submitPlan(caller(), { issue, content: 'Rather this.' })).rejects.toMatchObject({
    status: 409,
    code: 'run_active',
    extra: { run_id: run.id },
  })
  expect(await getApprovedPlan(acme.person(), { issue })).toMatchObject({ version: 1, content: 'Mend it.' })

  await cancelRun(acme.person(), run.id)
  expect(await submitPlan(caller(), { issue, content: 'Rather this.' })).toMatchObject({ version: 2, state: 'submitted' })
})

test('the run whose plan was approved before it ended cannot replace it', async () => {
  const issue = await anIssue(acme)
  const { id } = await startRun(acme.person(), { issue, kind: 'investigate' })
  const plan = await submitPlan(acme.run(id, issue), { content: 'one' })
  await approvePlan(acme.person(), { issue, contentHash: plan.content_hash, start: false })
  await expect(submitPlan(acme.run(id, issue), { content: 'two' })).rejects.toMatchObject({ code: 'plan_approved' })
  expect(await getApprovedPlan(acme.person(), { issue })).toMatchObject({ id: plan.id })
})

test('a later investigation may propose another plan than the approved one', async () => {
  const issue = await anIssue(acme)
  await anApprovedPlan(acme, issue)
  const { id } = await startRun(acme.person(), { issue, kind: 'investigate' })
  expect(await submitPlan(acme.run(id, issue), { content: 'A better one.' })).toMatchObject({ version: 2, state: 'submitted' })
})

test('an agent that runs elsewhere plans what it has claimed, and nothing else', async () => {
  const issue = await anIssue(acme)
  const refusal = { status: 403, code: 'not_your_issue' }
  await expect(submitPlan(agentsKey(), { issue, content: 'x' })).rejects.toMatchObject(refusal)
  await expect(submitPlan(acme.key('agent'), { issue, content: 'x' })).rejects.toMatchObject(refusal)
  await claimIssue(agentsKey(), { issueId: issue, agent: { id: acme.agentId, name: 'Claude' } })
  await expect(submitPlan(acme.key('agent'), { issue, content: 'x' })).rejects.toMatchObject(refusal)
  expect(await submitPlan(agentsKey(), { issue, content: 'x' })).toMatchObject({ version: 1 })
})
