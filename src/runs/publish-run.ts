// Brings a finished run's branch to its remote and gives it a pull request: inspect, push, open or adopt, record.
// It may be cut short between any two steps and run again: every step finds out whether it was done.
import { readPolicy } from '../access/domain/policy.ts'
import { setNeedsAttention, touchIssue } from '../issues/attention.ts'
import { recordDecision } from '../issues/record-decision.ts'
import { systemContext, type Tx, withTransaction } from '../platform/context.ts'
import { Upstream } from '../platform/errors.ts'
import type { Runtime } from '../platform/runtime.ts'
import { decidePush } from './domain/decide-push.ts'
import { type PushDetail, readPushDetail } from './domain/push-detail.ts'
import { openPull } from './open-pull.ts'
import { runPorts } from './ports.ts'
import { changePush, findPublishParts, type PublishParts } from './store/publish.ts'

/** Idempotent. Rejects with Upstream when the remote or the host of pull requests is away, to be tried again. */
export async function publishRun(runtime: Runtime, workspaceId: string, runId: string): Promise<void> {
  const parts = await findPublishParts(runtime.database.kysely, workspaceId, runId)
  if (parts?.run.state !== 'finished' || parts.issue.deleted_at) return
  const pushed = parts.run.push_state === 'pending' ? await inspectAndPush(runtime, parts) : parts.run.push_state === 'pushed'
  if (pushed) await openPull(runtime, workspaceId, runId)
}

/** Nobody tries any more by itself for now: a person is told, and can let it go again. */
export async function giveUpPublishing(runtime: Runtime, workspaceId: string, runId: string, problem: string): Promise<void> {
  const parts = await findPublishParts(runtime.database.kysely, workspaceId, runId)
  if (parts?.run.push_state === 'pending') {
    await hold(runtime, parts, { ...readPushDetail(parts.run.push_detail), held_because: problem })
  } else if (parts?.run.push_state === 'pushed') {
    const text = `branch ${parts.run.branch} is pushed, but has no pull request yet: ${problem}`.slice(0, 300)
    await withTransaction(systemContext(runtime, workspaceId), (tx) => setNeedsAttention(tx, parts.issue.id, text))
  }
}

async function inspectAndPush(runtime: Runtime, parts: PublishParts): Promise<boolean> {
  const { run, issue, repository } = parts
  const { branch, base_sha: baseSha, head_sha: headSha } = run
  if (!branch || !baseSha || !headSha) throw new Error(`run ${run.id} is to be pushed, but has no branch`)
  const ports = runPorts(runtime)
  const access = ports.repositoryAccess(repository)
  const detail = readPushDetail(run.push_detail)
  const decision = decidePush({
    diff: await ports.git.inspectDiff(access, baseSha, headSha),
    trail: await ports.git.inspectCommits(access, baseSha, headSha),
    guardedPaths: repository.guarded_paths,
    secrets: ports.secretValues(run.workspace_id),
    headSha,
    approved: detail.approved,
    requiresReview: readPolicy(issue.policy).push_requires_review,
    publicText: issue.is_public_text,
  })
  if (!decision.push) {
    await hold(runtime, parts, { ...detail, findings: decision.findings, held_because: decision.because })
    return false
  }
  const result = await ports.git.pushBranch(access, branch, headSha)
  if (result.ok) return recordPush(runtime, parts, { branch, headSha: result.headSha })
  // The mirror that has the commit is on another machine, or the remote is away: later, or elsewhere.
  if (result.code === 'unreachable' || result.code === 'unknown_commit') throw new Upstream('push_failed', result.detail)
  await hold(runtime, parts, { ...detail, held_because: `the remote refused the branch: ${result.detail}` })
  return false
}

async function hold(runtime: Runtime, { run }: PublishParts, detail: PushDetail): Promise<void> {
  await withTransaction(systemContext(runtime, run.workspace_id), async (tx) => {
    const held = await changePush(tx.db, { runId: run.id, state: 'pending' }, { state: 'held', detail })
    if (!held) return
    const because = detail.held_because ?? 'a person has to see the changes first'
    await setNeedsAttention(tx, run.issue_id, `not pushed: ${because}`.slice(0, 300))
    const inputs = { head_sha: run.head_sha, findings: detail.findings.slice(0, 20) }
    await recordDecision(tx, {
      issueId: run.issue_id,
      runId: run.id,
      rule: 'push',
      result: 'hold',
      reason: 'push_held',
      detail: because,
      inputs,
    })
    tellPush(tx, held)
  })
}

async function recordPush(
  runtime: Runtime,
  { run }: PublishParts,
  pushed: { branch: string; headSha: string },
): Promise<boolean> {
  return withTransaction(systemContext(runtime, run.workspace_id), async (tx) => {
    const at = tx.now.toISOString()
    const detail = {
      ...readPushDetail(run.push_detail),
      held_because: null,
      pushed: { branch: pushed.branch, head_sha: pushed.headSha, at },
    }
    const changed = await changePush(tx.db, { runId: run.id, state: 'pending' }, { state: 'pushed', detail })
    if (!changed) return false
    await touchIssue(tx, run.issue_id)
    tellPush(tx, changed)
    return true
  })
}

/** For the live views: how far the branch got. */
export function tellPush(tx: Tx, run: PublishParts['run']): void {
  const { state, reason, outcome, push_state } = run
  tx.emit({ type: 'run.updated', issueId: run.issue_id, runId: run.id, payload: { state, reason, outcome, push_state } })
}
