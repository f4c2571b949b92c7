// What changed between two commits of the mirror, as the guard before a push needs it. Attributes cannot hide anything: the mirror has none.
import { posix } from 'node:path'
import type { CommitFact, DiffSummary, FileChange } from '../../runs/domain/diff.ts'
import { type GitSettings, isObjectName, runGit } from './git.ts'
import { type LineCount, parseAddedLines, parseNumstat, parseRaw, type RawChange } from './patch.ts'

const filesMax = 2_000
const patchMax = 16 * 1024 * 1024
const plain = ['--no-ext-diff', '--no-textconv', '--no-color', '-r', '-M', '--no-commit-id', '--end-of-options']

/** Facts about all changes from `base` to `head`; with too many of them the list is cut and says so. */
export async function inspectDiff(settings: GitSettings, mirror: string, [base, head]: [string, string]): Promise<DiffSummary> {
  const tree = (...args: string[]) => diffTree(settings, mirror, [...args, ...plain, checked(base), checked(head)])
  const raw = parseRaw(await tree('-z', '--raw'))
  const counts = parseNumstat(await tree('-z', '--numstat'))
  const patch = await tree('-p', '-U0').catch(() => null) // larger than we are willing to read
  const added = parseAddedLines(patch ?? '')
  const listed = raw.slice(0, filesMax)
  const files = await Promise.all(
    listed.map(async (change) => ({
      ...changeOf(change),
      ...counted(counts.get(change.path)),
      escapesTo: await escapeOf(settings, mirror, change),
      addedText: added.get(change.path) ?? '',
    })),
  )
  const total = (pick: (count: LineCount) => number) => [...counts.values()].reduce((sum, count) => sum + pick(count), 0)
  return {
    baseSha: base,
    headSha: head,
    files,
    addedLines: total((count) => count.added),
    removedLines: total((count) => count.removed),
    packageScriptsChanged: await changedScripts(settings, mirror, listed),
    truncated: raw.length > filesMax || patch === null,
  }
}

function changeOf(change: RawChange): Pick<FileChange, 'path' | 'previousPath' | 'status' | 'oldMode' | 'newMode'> {
  const { path, previousPath, oldMode, newMode } = change
  return { path, previousPath, status: statusOf(change.status), oldMode, newMode }
}

function counted(count: LineCount | undefined): Pick<FileChange, 'addedLines' | 'removedLines' | 'binary'> {
  return { addedLines: count?.added ?? 0, removedLines: count?.removed ?? 0, binary: count?.binary ?? false }
}

function statusOf(letter: string): FileChange['status'] {
  switch (letter) {
    case 'A':
    case 'C':
      return 'added'
    case 'D':
      return 'deleted'
    case 'R':
      return 'renamed'
    case 'T':
      return 'type_changed'
    default:
      return 'modified'
  }
}

async function escapeOf(settings: GitSettings, mirror: string, change: RawChange): Promise<string | null> {
  if (change.newMode !== '120000') return null
  const target = (await blob(settings, mirror, change.newSha)) ?? ''
  return leavesTree(change.path, target) ? target : null
}

/** True if a symlink at `path` leads out of the tree, or into the repository's own `.git`. */
export function leavesTree(path: string, target: string): boolean {
  const resolved = posix.normalize(posix.join(posix.dirname(path), target))
  return posix.isAbsolute(target) || resolved === '..' || resolved.startsWith('../') || /^\.git(\/|$)/i.test(resolved)
}

async function changedScripts(settings: GitSettings, mirror: string, changes: RawChange[]): Promise<string[]> {
  const manifests = changes.filter((change) => posix.basename(change.path) === 'package.json')
  const differs = await Promise.all(
    manifests.map(async ({ oldSha, newSha }) => {
      const [before, after] = await Promise.all([blob(settings, mirror, oldSha), blob(settings, mirror, newSha)])
      return scriptsOf(before) !== scriptsOf(after)
    }),
  )
  return manifests.filter((_, i) => differs[i]).map((change) => change.path)
}

function scriptsOf(manifest: string | null): string {
  try {
    const { scripts = {} } = JSON.parse(manifest ?? '{}')
    return JSON.stringify(scripts)
  } catch {
    return `unreadable: ${manifest}`
  }
}

/** Content of a blob up to 1 MB; null for none, for a larger one, and for the empty name that git prints for absent sides. */
export async function blob(settings: GitSettings, mirror: string, sha: string, maxBytes = 1024 * 1024): Promise<string | null> {
  if (!isObjectName(sha) || /^0+$/.test(sha)) return null
  const size = await runGit(settings, ['--git-dir', mirror, 'cat-file', '-s', sha], { answers: [1, 128] })
  if (size.code !== 0 || Number(size.text) > maxBytes) return null
  return (await runGit(settings, ['--git-dir', mirror, 'cat-file', 'blob', sha])).stdout.toString('utf8')
}

/** The patch as text for a person, cut at `maxBytes`. */
export async function diffText(settings: GitSettings, mirror: string, [base, head]: [string, string]) {
  const text = await diffTree(settings, mirror, ['-p', ...plain, checked(base), checked(head)]).catch(() => null)
  const maxBytes = 1024 * 1024
  if (text === null) return { text: 'The diff is too large to be shown.', truncated: true }
  return { text: text.slice(0, maxBytes), truncated: text.length > maxBytes }
}

/** Commits that `head` has and `base` has not, oldest first, at most 500. */
export async function commitsBetween(
  settings: GitSettings,
  mirror: string,
  [base, head]: [string, string],
): Promise<CommitFact[]> {
  const range = `${checked(base)}..${checked(head)}`
  const args = ['--git-dir', mirror, 'log', '-z', '--reverse', '--max-count=500', '--format=%H%x09%s', '--end-of-options', range]
  const { stdout } = await runGit(settings, args)
  return stdout
    .toString('utf8')
    .split('\0')
    .filter(Boolean)
    .map((line) => ({ sha: line.slice(0, line.indexOf('\t')), subject: line.slice(line.indexOf('\t') + 1).slice(0, 500) }))
}

async function diffTree(settings: GitSettings, mirror: string, args: string[]): Promise<string> {
  return (await runGit(settings, ['--git-dir', mirror, 'diff-tree', ...args], { outputMax: patchMax })).stdout.toString('utf8')
}

function checked(sha: string): string {
  if (!isObjectName(sha)) throw new Error(`not an object name: ${sha}`)
  return sha
}
