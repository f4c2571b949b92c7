// A release names a tag; which commit that is, its code host knows. Asked by a job, so that a delivery never waits for it.
import { findDefaultWorkspace } from '../access/load-workspace.ts'
import { weighEvidence } from '../fixes/weigh-evidence.ts'
import { systemContext, withTransaction } from '../platform/context.ts'
import { Upstream } from '../platform/errors.ts'
import type { Runtime } from '../platform/runtime.ts'
import { applySignal } from './apply-signal.ts'
import { resolveReleaseJob } from './job-names.ts'
import type { CodeHost } from './ports.ts'
import { findSignal, listReleasesWithoutCommit } from './store/signals.ts'

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

/** A host that is away for longer than a job is patient. */
const longestAwayMs = 24 * 3_600_000

/** Asks again for those of the last day. */
export async function askForReleases(runtime: Runtime, codeHost: CodeHost | null): Promise<void> {
  const workspace = await findDefaultWorkspace(runtime.database.kysely)
  if (!codeHost || !workspace?.policy.releases_deploy) return
  const ctx = systemContext(runtime, workspace.id)
  const since = new Date(ctx.now.getTime() - longestAwayMs)
  const releases = await listReleasesWithoutCommit(ctx.db, { workspaceId: workspace.id, since })
  if (releases.length === 0) return
  await withTransaction(ctx, async (tx) => {
    for (const { object_key, occurrence_key } of releases) {
      const payload = { workspace_id: tx.workspaceId, object_key, occurrence_key }
      tx.enqueue(resolveReleaseJob, payload, { singletonKey: `${object_key} ${occurrence_key}` })
    }
  })
}
