// Asks outside whether deployed commits contain a merge, where pushes and lists did not tell.
import { type Ctx, systemContext } from '../platform/context.ts'
import type { Runtime } from '../platform/runtime.ts'
import { type Containment, decideContainment } from './domain/containment.ts'
import { readEvidence } from './evidence.ts'
import { loadFixPolicy } from './fix-policy.ts'
import { followDeploymentsOf } from './follow-deployments.ts'
import { judgeDeployments, mattersTo } from './judge-deployments.ts'
import type { ContainmentQuestion, ContainmentSource } from './ports.ts'
import { refoldAttempt } from './refold-attempt.ts'
import { type AttemptRow, findAttempt, lockAttempt, updateAttempt } from './store/attempts.ts'
import { findRepository } from './store/repositories.ts'
import { weighEvidence } from './weigh-evidence.ts'

export interface CheckDeployments {
  workspaceId: string
  fixId: string
}

const asked: readonly AttemptRow['state'][] = ['awaiting_deploy', 'watching', 'verified', 'inconclusive', 'superseded']

type Answers = Record<string, Containment & { asked_at: string }>

/** What nobody knows is remembered as unknown, and the attempt says so. */
export async function checkDeployments(
  runtime: Runtime,
  sources: readonly ContainmentSource[],
  { workspaceId, fixId }: CheckDeployments,
): Promise<void> {
  const ctx = systemContext(runtime, workspaceId)
  const attempt = await findAttempt(ctx.db, fixId)
  if (!attempt || !asked.includes(attempt.state)) return
  const answers = await askAll(ctx, sources, attempt)
  if (Object.keys(answers).length === 0) return
  await weighEvidence(ctx, async (tx) => {
    const locked = await lockAttempt(tx.db, fixId)
    if (!locked) return
    const evidence = readEvidence(locked.evidence)
    const containment = { ...evidence.containment, ...answers }
    await updateAttempt(tx.db, fixId, { evidence: { ...evidence, containment }, now: tx.now })
    await followDeploymentsOf(tx, fixId)
    await refoldAttempt(tx, fixId)
  })
}

/** At once; those that were not asked about yet come first. */
const mostAsked = 20

async function askAll(ctx: Ctx, sources: readonly ContainmentSource[], attempt: AttemptRow): Promise<Answers> {
  const repository = await findRepository(ctx.db, ctx.workspaceId, attempt.repository)
  if (!repository) return {}
  const { isDefaultWorkspace } = await loadFixPolicy(ctx)
  const evidence = readEvidence(attempt.evidence)
  const deployments = await judgeDeployments(ctx, attempt, evidence)
  const unknown = new Set(deployments.filter(mattersTo(attempt)).map(({ sha }) => sha))
  const unasked = [...unknown].filter((sha) => evidence.containment[sha] === undefined)
  const answers: Answers = {}
  for (const deployedSha of unasked.length > 0 ? unasked.slice(0, mostAsked) : [...unknown].slice(-mostAsked)) {
    const question = { repository, isDefaultWorkspace, mergeSha: attempt.merge_sha, deployedSha }
    answers[deployedSha] = { ...(await askOne(ctx, sources, question)), asked_at: ctx.now.toISOString() }
  }
  return answers
}

/** The first of the sources that can tell. */
export async function askOne(
  ctx: Ctx,
  sources: readonly ContainmentSource[],
  question: ContainmentQuestion,
): Promise<Containment> {
  const { mergeSha, deployedSha } = question
  for (const source of sources) {
    try {
      const decided = decideContainment({ mergeSha, deployedSha, ...(await source.ask(question)) })
      if (decided.contains !== 'unknown') return decided
    } catch (error) {
      // Another source may know; nobody knowing is an answer too.
      ctx.log.warn({ err: error, mergeSha, deployedSha }, 'fixes.containment_not_answered')
    }
  }
  return { contains: 'unknown', how: 'nothing_known' }
}
