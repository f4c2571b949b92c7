// One step of the demo. It reads where things stand, does the next thing, and asks to be called again.

import { updateIssue } from '../issues/update-issue.ts'
import { type Ctx, systemContext, withTransaction } from '../platform/context.ts'
import type { Runtime } from '../platform/runtime.ts'
import { approvePlan } from '../runs/approve-plan.ts'
import { deliverGithub, deliverSentry } from './deliver.ts'
import { type DemoFacts, type DemoStep, decideStep } from './domain/next-step.ts'
import { githubDeployment, githubPullRequest, sentryIssueCreated, sentryTraffic } from './payloads.ts'
import { demoStepJob } from './prepare-demo.ts'
import { demoProjectAt, headOf, mergeBranch } from './project.ts'
import { type DemoSettings, readDemoSettings } from './settings.ts'
import { type DemoRow, findDemoWorkspace, readDemoState } from './store.ts'

const stepSeconds = 1

export async function playStep(runtime: Runtime, workspaceId: string): Promise<void> {
  const demo = await findDemoWorkspace(runtime.database.kysely)
  const settings = await readDemoSettings(runtime)
  if (demo?.id !== workspaceId || settings?.workspaceId !== workspaceId) return
  // The demo plays the person too: its approvals stand in the log under its own name.
  const ctx = systemContext(runtime, workspaceId, { type: 'key', id: 'key_demo', name: 'Demo' })
  const row = await readDemoState(ctx.db, workspaceId)
  const step = decideStep(toFacts(row, demo.created_at, ctx.now))
  await effects[step]({ ctx, settings, row })
  if (step === 'done' || step === 'give_up') return
  await withTransaction(ctx, async (tx) =>
    tx.enqueue(demoStepJob, { workspace_id: workspaceId }, { singletonKey: workspaceId, startAfterSeconds: stepSeconds }),
  )
}

function toFacts(row: DemoRow, begunAt: Date, now: Date): DemoFacts {
  const age = (since: Date | null) => (since ? (now.getTime() - since.getTime()) / 1000 : 0)
  return {
    issue: row.issue_id ? { isAssigned: row.is_assigned } : null,
    hasActiveRun: row.has_active_run,
    plan: row.plan_state ? { state: row.plan_state, ageSeconds: age(row.plan_at) } : null,
    pushedBranch: row.pushed_branch,
    pull: row.pull_state ? { state: row.pull_state, ageSeconds: age(row.pull_at) } : null,
    fix: row.fix_state ? { state: row.fix_state, ageSeconds: age(row.fix_at), hasTraffic: row.has_traffic } : null,
    ageSeconds: age(begunAt),
  }
}

interface Scene {
  ctx: Ctx
  settings: DemoSettings
  row: DemoRow
}

const pullNumber = 7

const effects: Record<DemoStep, (scene: Scene) => Promise<void>> = {
  async report_error({ ctx, settings }) {
    const { system, now } = ctx
    await deliverSentry(system, settings, { resource: 'error', payload: sentryTraffic(now) })
    await deliverSentry(system, settings, { resource: 'issue', payload: sentryIssueCreated(now) })
  },
  async assign({ ctx, settings, row }) {
    if (row.issue_id) await updateIssue(ctx, { id: row.issue_id, changes: { assignee: settings.agentId } })
  },
  async approve({ ctx, row }) {
    if (row.issue_id && row.plan_hash) await approvePlan(ctx, { issue: row.issue_id, contentHash: row.plan_hash, start: true })
  },
  async open_pull({ ctx, settings, row }) {
    if (!row.pushed_branch) return
    const headSha = await headOf(demoProjectAt(settings.directory), row.pushed_branch)
    const payload = githubPullRequest('opened', { number: pullNumber, branch: row.pushed_branch, headSha, at: ctx.now })
    await deliverGithub(ctx.system, settings, { event: 'pull_request', payload })
  },
  async merge({ ctx, settings, row }) {
    if (!row.pushed_branch) return
    const project = demoProjectAt(settings.directory)
    const headSha = await headOf(project, row.pushed_branch)
    const { mergeSha } = await mergeBranch(project, row.pushed_branch)
    const payload = githubPullRequest('closed', {
      number: pullNumber,
      branch: row.pushed_branch,
      headSha,
      at: ctx.now,
      merge: { sha: mergeSha },
    })
    await deliverGithub(ctx.system, settings, { event: 'pull_request', payload })
  },
  async deploy({ ctx, settings, row }) {
    if (row.merge_sha)
      await deliverGithub(ctx.system, settings, { event: 'deployment_status', payload: githubDeployment(row.merge_sha, ctx.now) })
  },
  async send_traffic({ ctx, settings }) {
    await deliverSentry(ctx.system, settings, { resource: 'error', payload: sentryTraffic(ctx.now) })
  },
  async wait() {},
  async done() {},
  async give_up({ ctx }) {
    ctx.log.warn({ workspaceId: ctx.workspaceId }, 'demo.gave_up')
  },
}
