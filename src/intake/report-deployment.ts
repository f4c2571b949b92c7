// A pipeline reports a deployment itself. It takes the way of every other signal.
import { authorize } from '../access/authorize.ts'
import { toDeployment } from '../fixes/read-deployments.ts'
import { recordDeployment } from '../fixes/record-deployment.ts'
import { findRepository, type KnownRepository } from '../fixes/repository.ts'
import { findNewestDeployment, findSameDeployment } from '../fixes/same-deployment.ts'
import type { CreateDeployment, Deployment } from '../fixes/schemas.ts'
import { weighEvidence } from '../fixes/weigh-evidence.ts'
import { type Ctx, systemContext } from '../platform/context.ts'
import { Unprocessable } from '../platform/errors.ts'
import { toDeploymentSignal } from './domain/api-deployment.ts'
import { insertSignal } from './store/signals.ts'

export interface ReportedDeployment {
  deployment: Deployment
  /** False when it was reported before. */
  isNew: boolean
}

/** @throws Unprocessable `unknown_repository` */
export async function reportDeployment(ctx: Ctx, input: CreateDeployment): Promise<ReportedDeployment> {
  authorize(ctx, 'deployment.write')
  const repository = await findRepository(ctx, input.repository)
  if (!repository)
    throw new Unprocessable(
      'unknown_repository',
      `No repository of this workspace is called ${input.repository}. Connect it first.`,
    )
  // What follows from it, a verdict or a comment, is not the caller's act: a deploy key may do nothing but this.
  const acting = systemContext(ctx.system, ctx.workspaceId, { type: 'webhook', id: ctx.actor.id, name: ctx.actor.name })
  return record({ ...acting, ...(ctx.beforeCommit && { beforeCommit: ctx.beforeCommit }) }, repository, input)
}

function record(ctx: Ctx, repository: KnownRepository, input: CreateDeployment): Promise<ReportedDeployment> {
  const deployedAt = input.deployed_at ? new Date(input.deployed_at).toISOString() : null
  const reported = { ...input, repository: repository.full_name, deployedAt }
  const receivedAt = ctx.now.toISOString()
  return weighEvidence(ctx, async (tx) => {
    // Without a time only the order tells a second report from a second deployment, such as a rollback.
    const newest = deployedAt === null ? await findNewestDeployment(tx, reported) : undefined
    if (newest?.sha === reported.sha && newest.source === 'api') return { deployment: toDeployment(newest), isNew: false }
    const signal = toDeploymentSignal(reported, receivedAt, newest !== undefined && newest.sha !== reported.sha)
    const row = { id: tx.newId('sig'), workspace_id: tx.workspaceId, connection_id: null, delivery_id: null, delivery_seq: 0 }
    const isNew = await insertSignal(tx.db, { ...row, signal, now: tx.now })
    const recorded = isNew ? (await recordDeployment(tx, signal, repository)).deployment : null
    if (recorded) return { deployment: toDeployment(recorded), isNew: true }
    return {
      deployment: toDeployment(await findSameDeployment(tx, { ...signal, repository: repository.full_name })),
      isNew: false,
    }
  })
}
