// What git says about a run when its processes are gone: commits, the branch as a whole, and what was left uncommitted.
import type { Command } from '../../runs/domain/agent-adapter.ts'
import type { GitEvidence } from '../../runs/domain/executor.ts'
import { commitsBetween, inspectDiff } from './diff.ts'
import { runGit } from './git.ts'
import { type Mirrors, mirrorPath, savedRef } from './mirror.ts'
import { fetchResult } from './result.ts'
import { mergeBase } from './start-point.ts'
import { saveDirtyWork } from './work-tree.ts'

export interface EvidenceOrder {
  runId: string
  repositoryId: string
  checkout: string
  branch: string
  baseSha: string
  startSha: string
  confine(command: Command): Command
}

const dirtyPathsMax = 200

/** Brings the work into the mirror and describes it. Reads the checkout only with a repository of our own. */
export async function collectEvidence(mirrors: Mirrors, order: EvidenceOrder): Promise<GitEvidence> {
  const { runId, repositoryId, checkout, branch, baseSha, startSha } = order
  const mirror = mirrorPath(mirrors, repositoryId)
  const fetched = await fetchResult(mirrors, { repositoryId, runId, clone: checkout, branch, confine: order.confine })
  const headSha = fetched ?? startSha
  const saved = await saveDirtyWork({ settings: mirrors.settings, mirror, directory: checkout, headSha }, runId)
  // What was saved before and then discarded must not come back in a later run.
  if (!saved) await runGit(mirrors.settings, ['--git-dir', mirror, 'update-ref', '-d', savedRef(runId)])
  const dirtyPaths = saved ? [...saved.dirt.changed, ...saved.dirt.deleted, ...saved.dirt.nested] : []
  const from = await mergeBase(mirrors, mirror, [baseSha, headSha])
  return {
    baseSha,
    startSha,
    headSha,
    branch,
    commits: await commitsBetween(mirrors.settings, mirror, [startSha, headSha]),
    cleanTree: dirtyPaths.length === 0,
    dirtyPaths: dirtyPaths.slice(0, dirtyPathsMax),
    savedRef: saved?.ref ?? null,
    diff: await inspectDiff(mirrors.settings, mirror, [from, headSha]),
  }
}

/** The evidence of a run that could change nothing. */
export function untouched(baseSha: string): GitEvidence {
  const nothing = { branch: null, commits: [], cleanTree: true, dirtyPaths: [], savedRef: null, diff: null }
  return { baseSha, startSha: baseSha, headSha: baseSha, ...nothing }
}
