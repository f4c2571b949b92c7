// Gives a pushed branch its pull request: the open one is adopted, else one is made; both ends are the same.
import { systemContext, withTransaction } from '../platform/context.ts'
import { Upstream } from '../platform/errors.ts'
import type { Runtime } from '../platform/runtime.ts'
import type { HostedPull, PullRequestHost } from './domain/pull-request-host.ts'
import { type PullRequestFacts, pullRequestBody, pullRequestTitle, runMarker } from './domain/pull-request-text.ts'
import { readPushDetail } from './domain/push-detail.ts'
import { runPorts } from './ports.ts'
import { recordActivity } from './record-activity.ts'
import { changePush, findPublishParts, type PublishParts } from './store/publish.ts'
import { lockRun } from './store/runs.ts'

/** Nothing to do for a plain git remote: whoever opens the pull request there is heard by webhook. */
export async function openPull(runtime: Runtime, workspaceId: string, runId: string): Promise<void> {
  const parts = await findPublishParts(runtime.database.kysely, workspaceId, runId)
  if (parts?.run.push_state !== 'pushed' || readPushDetail(parts.run.push_detail).pull) return
  const host = runPorts(runtime).pullRequestHost(parts.repository)
  if (!host) return
  const { pull, adopted } = await findOrCreate(runtime, host, parts)
  await record(runtime, parts, { pull, adopted })
}

interface Opened {
  pull: HostedPull
  adopted: boolean
}

async function findOrCreate(runtime: Runtime, host: PullRequestHost, parts: PublishParts): Promise<Opened> {
  const branch = parts.run.branch ?? ''
  const found = await host.findOpenPullByHead(branch)
  if (found) return { pull: found, adopted: true }
  const facts = pullFacts(runtime, parts, await host.isPublic())
  const { scrubOutgoing } = runPorts(runtime)
  const created = await host.createPull({
    headBranch: branch,
    baseBranch: parts.repository.default_branch,
    title: scrubOutgoing(pullRequestTitle(facts)),
    body: `${scrubOutgoing(pullRequestBody(facts))}\n\n${runMarker(parts.run.id)}`,
  })
  if (created.ok) return { pull: created.pull, adopted: false }
  const other = await host.findOpenPullByHead(branch)
  if (other) return { pull: other, adopted: true }
  throw new Upstream('pull_request_unclear', 'The host says that the pull request exists, but does not list it.')
}

function pullFacts(runtime: Runtime, { run, issue, agent, plan, tests }: PublishParts, isPublic: boolean): PullRequestFacts {
  const { publicUrl } = runPorts(runtime)
  const identifier = `${issue.prefix}-${issue.number}`
  return {
    runId: run.id,
    identifier,
    issueTitle: issue.title,
    issueUrl: publicUrl(`/issues/${identifier}`),
    runUrl: publicUrl(`/runs/${run.id}`),
    summary: run.outcome_summary,
    plan: plan?.content ?? null,
    tests: tests?.summary ?? null,
    agentName: agent.name,
    simulated: run.simulated,
    isPublic,
  }
}

/** The pull request and the note that it is there are written together, so that neither can be without the other. */
async function record(runtime: Runtime, { run, repository }: PublishParts, { pull, adopted }: Opened): Promise<void> {
  await withTransaction(systemContext(runtime, run.workspace_id), async (tx) => {
    const locked = await lockRun(tx.db, tx.workspaceId, run.id)
    const detail = readPushDetail(locked?.push_detail)
    if (!locked || detail.pull) return
    await runPorts(runtime).recordOpenedPull(tx, { issueId: run.issue_id, runId: run.id, repository, pull })
    const { number, url } = pull
    const noted = { ...detail, pull: { number, url, adopted } }
    await changePush(tx.db, { runId: run.id, state: 'pushed' }, { state: 'pushed', detail: noted })
    await recordActivity(tx, run, {
      kind: 'result',
      summary: `${adopted ? 'updated' : 'opened'} #${number}`,
      data: { number, url },
    })
    const { state, reason, outcome, push_state } = locked
    const payload = { state, reason, outcome, push_state, pull_request: { number, url } }
    tx.emit({ type: 'run.updated', issueId: run.issue_id, runId: run.id, payload })
  })
}
