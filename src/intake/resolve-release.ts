// A release names a tag; which commit that is, its code host knows. Asked by a job, so that a delivery never waits for it.
import { findDefaultWorkspace } from '../access/load-workspace.ts'
import { weighEvidence } from '../fixes/weigh-evidence.ts'
import { systemContext } from '../platform/context.ts'
import { Upstream } from '../platform/errors.ts'
import type { Runtime } from '../platform/runtime.ts'
import { applySignal } from './apply-signal.ts'
import type { CodeHost } from './ports.ts'
import { findSignal } from './store/signals.ts'

export interface ReleaseToResolve {
  workspaceId: string
  objectKey: string
  occurrenceKey: string
}

/** Told again with its commit, the release is a deployment. @throws Upstream while the host does not answer or has no such tag yet */
export async function resolveRelease(runtime: Runtime, codeHost: CodeHost | null, release: ReleaseToResolve): Promise<void> {
  const workspace = await findDefaultWorkspace(runtime.database.kysely)
  // Credentials of the environment are the default workspace's only.
  if (!codeHost || workspace?.id !== release.workspaceId) return
  const ctx = systemContext(runtime, release.workspaceId)
  const signal = await findSignal(ctx.db, { ...release, kind: 'deployment_succeeded' })
  if (!signal?.ref || signal.sha) return
  const sha = await codeHost.commitOfTag(signal.repository.fullName, signal.ref)
  if (!sha) throw new Upstream('tag_unknown', `${signal.repository.fullName} has no tag ${signal.ref} yet.`)
  const told = { ...signal, sha, occurrenceKey: `release ${sha} ${signal.vendorId}` }
  const origin = { deliveryId: null, deliverySeq: 0, connectionId: null, isRepeat: false }
  await weighEvidence(ctx, (tx) => applySignal(tx, told, origin))
}
