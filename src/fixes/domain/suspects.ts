// Which commits may have caused an error: those that touched the files of its stack shortly before. Nobody's name plays a part.
import { matchFrame, readFramePath } from './frame-path.ts'

/** One commit as it came to the branch that is deployed. */
export interface TouchingCommit {
  sha: string
  subject: string
  /** ISO 8601 UTC. */
  committedAt: string
  files: readonly string[]
}

export interface Suspect extends Omit<TouchingCommit, 'files'> {
  /** Between 0 and 1. */
  score: number
  /** The files of the stack that it touched, the one nearest to the error first. */
  files: string[]
}

export interface Suspicion {
  /** Locations of the application's own frames, the newest call first. */
  frames: readonly string[]
  /** Nothing that came later can have caused it. */
  until: Date
}

/** How far back a cause is looked for. */
export const suspicionMs = 48 * 3_600_000
const mostSuspects = 5
const mostFrames = 50
/** A commit that touches everything says little by touching these. */
const sweepingFiles = 200

/**
 * At most five commits, the likeliest first. Half of the score is how near to the error the touched frames are, a third how recent
 * the commit is, the rest how many of the files it touched; commits that touch none are no suspects.
 */
export function findSuspectCommits(commits: readonly TouchingCommit[], { frames, until }: Suspicion): Suspect[] {
  const files = frameFiles(frames)
  return commits
    .flatMap((commit) => judge(commit, files, until) ?? [])
    .sort((a, b) => b.score - a.score || (a.committedAt < b.committedAt ? 1 : -1))
    .slice(0, mostSuspects)
}

/** The files of the frames, each once, by the rank of its first frame. */
function frameFiles(frames: readonly string[]): string[][] {
  const seen = new Map<string, string[]>()
  for (const frame of frames.slice(0, mostFrames)) {
    const path = readFramePath(frame)
    if (path && !seen.has(path.join('/'))) seen.set(path.join('/'), path)
  }
  return [...seen.values()]
}

function judge(commit: TouchingCommit, frames: readonly string[][], until: Date): Suspect | null {
  const age = until.getTime() - Date.parse(commit.committedAt)
  if (age < 0 || age > suspicionMs) return null
  const touched = frames.flatMap((frame, rank) => bestMatch(frame, rank, commit.files) ?? [])
  if (touched.length === 0) return null
  const nearness = touched.reduce((sum, { weight, rank }) => sum + weight / (rank + 1), 0)
  const whole = frames.reduce((sum, _, rank) => sum + 1 / (rank + 1), 0)
  const plain = 0.5 * (nearness / whole) + 0.3 * (1 - age / suspicionMs) + 0.2 * (touched.length / frames.length)
  const { sha, subject, committedAt } = commit
  const score = Math.round((commit.files.length > sweepingFiles ? plain / 2 : plain) * 1000) / 1000
  return { sha, subject, committedAt, score, files: [...new Set(touched.map(({ file }) => file))] }
}

function bestMatch(frame: readonly string[], rank: number, files: readonly string[]) {
  let best: { file: string; weight: number; rank: number } | null = null
  for (const file of files) {
    const weight = matchFrame(frame, file)?.weight ?? 0
    if (weight > (best?.weight ?? 0)) best = { file, weight, rank }
  }
  return best
}
