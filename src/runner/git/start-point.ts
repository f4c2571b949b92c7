// Where a run begins: the base, the tip of its branch, or the work of the run that it goes on with.

import { Unprocessable } from '../../platform/errors.ts'
import type { RunJob } from '../../runs/domain/executor.ts'
import { isAncestor } from './gateway.ts'
import { runGit } from './git.ts'
import { branchRef, type Mirrors, resultRef, savedRef, tipOf, updateMirror } from './mirror.ts'

export interface StartPoint {
  mirror: string
  baseSha: string
  startSha: string
  /** Uncommitted work of the run that this one goes on with. */
  restoreFrom: string | null
}

/** Updates the mirror and finds the commits. Rejects if the base is not there. */
export async function findStartPoint(mirrors: Mirrors, job: RunJob, signal?: AbortSignal): Promise<StartPoint> {
  const mirror = await updateMirror(mirrors, job.repository, signal)
  const baseSha = await tipOf(mirrors, mirror, job.baseSha ?? branchRef(job.repository.defaultBranch))
  if (baseSha === null)
    throw new Unprocessable('no_base', `The repository has no ${job.baseSha ?? `branch ${job.repository.defaultBranch}`}.`)
  if (job.branch === null) return { mirror, baseSha, startSha: baseSha, restoreFrom: null }
  const published = await tipOf(mirrors, mirror, branchRef(job.branch))
  const earlier = job.resume ? await tipOf(mirrors, mirror, resultRef(job.resume.fromRunId)) : null
  const saved = job.resume ? await tipOf(mirrors, mirror, savedRef(job.resume.fromRunId)) : null
  const startSha = (await furthest(mirrors, mirror, { published, earlier })) ?? baseSha
  const continuesSaved = saved !== null && (await tipOf(mirrors, mirror, `${saved}^`)) === startSha
  return { mirror, baseSha, startSha, restoreFrom: continuesSaved ? saved : null }
}

/** The remote's branch is the truth, unless the earlier run's unpushed commits only add to it. */
async function furthest(
  mirrors: Mirrors,
  mirror: string,
  tips: { published: string | null; earlier: string | null },
): Promise<string | null> {
  const { published, earlier } = tips
  if (published === null || earlier === null) return published ?? earlier
  return (await isAncestor(mirrors, mirror, [published, earlier])) ? earlier : published
}

/** The commit at which `head` left the base; the base itself if they have nothing in common. */
export async function mergeBase(mirrors: Mirrors, mirror: string, [base, head]: [string, string]): Promise<string> {
  const answer = await runGit(mirrors.settings, ['--git-dir', mirror, 'merge-base', base, head], { answers: [1, 128] })
  return answer.code === 0 ? answer.text : base
}
