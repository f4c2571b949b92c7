// Looks at a change before it may leave: what a person has to see first. Pure; every finding names its place and its reason.
import picomatch from 'picomatch'
import type { DiffSummary, FileChange } from './diff.ts'
import { findSecrets } from './secret-patterns.ts'

export interface GuardPolicy {
  /** Patterns of paths besides the default ones; `package.json#scripts` means those scripts. */
  guardedPaths: readonly string[]
  filesMax: number
  linesMax: number
}

type GuardRule = 'guarded_path' | 'package_scripts' | 'too_large' | 'binary' | 'symlink' | 'submodule' | 'secret' | 'unreadable'

export interface GuardFinding {
  rule: GuardRule
  /** Null for findings about the change as a whole. */
  path: string | null
  detail: string
}

export const defaultPolicy: GuardPolicy = { guardedPaths: [], filesMax: 50, linesMax: 2_000 }

/** Files that run by themselves, steer tools or agents, or decide what is installed. Matched at any depth. */
const alwaysGuarded: readonly string[] = [
  '.github/**',
  '.gitlab-ci*',
  '.circleci/**',
  '.claude/**',
  '.mcp.json',
  '.git*',
  '.husky/**',
  'CODEOWNERS',
  'CLAUDE.md',
  'AGENTS.md',
  'Dockerfile*',
  'package-lock.json',
  'npm-shrinkwrap.json',
  'yarn.lock',
  'pnpm-lock.yaml',
  'bun.lock',
  'bun.lockb',
  'Cargo.lock',
  'Gemfile.lock',
  'composer.lock',
  'go.sum',
  'poetry.lock',
  'Pipfile.lock',
  'uv.lock',
]

const scriptsPattern = 'package.json#scripts'
const symlinkMode = '120000'
const submoduleMode = '160000'

/** Everything about the change that a person has to look at; empty means that it may be pushed. */
export function guardDiff(diff: DiffSummary, policy: GuardPolicy = defaultPolicy): GuardFinding[] {
  const isGuarded = pathMatcher(policy.guardedPaths.filter((pattern) => pattern !== scriptsPattern))
  return [
    ...sizeFindings(diff, policy),
    ...diff.packageScriptsChanged.map(scriptsFinding),
    ...diff.files.flatMap((file) => fileFindings(file, isGuarded)),
  ]
}

/** Matches the default patterns at any depth, directories of such a name with all that is in them, and further ones as they are written. */
function pathMatcher(further: readonly string[]): (path: string) => boolean {
  const patterns = [...alwaysGuarded.flatMap((pattern) => [`**/${pattern}`, `**/${pattern}/**`]), ...further]
  return picomatch(patterns, { dot: true, nocase: true })
}

function sizeFindings(diff: DiffSummary, policy: GuardPolicy): GuardFinding[] {
  const lines = diff.addedLines + diff.removedLines
  const findings: GuardFinding[] = []
  if (diff.truncated)
    findings.push({ rule: 'unreadable', path: null, detail: 'The change is too large to be checked as a whole.' })
  if (diff.files.length > policy.filesMax)
    findings.push(tooLarge(`${diff.files.length} files changed; ${policy.filesMax} are allowed.`))
  if (lines > policy.linesMax) findings.push(tooLarge(`${lines} lines changed; ${policy.linesMax} are allowed.`))
  return findings
}

function fileFindings(file: FileChange, isGuarded: (path: string) => boolean): GuardFinding[] {
  const { path, previousPath } = file
  const at = (rule: GuardRule, detail: string): GuardFinding => ({ rule, path, detail })
  const guarded = [path, previousPath].find((name) => name !== null && isGuarded(name))
  const findings: GuardFinding[] = []
  if (guarded) findings.push(at('guarded_path', `${guarded} is a guarded path.`))
  if (file.binary && file.status !== 'deleted') findings.push(at('binary', 'A binary file cannot be read in a review.'))
  if (file.newMode === symlinkMode && file.escapesTo !== null)
    findings.push(at('symlink', `The link leads out of the repository, to ${file.escapesTo}.`))
  if (file.newMode === submoduleMode) findings.push(at('submodule', 'The change points to a commit of another repository.'))
  const named = file.status === 'deleted' ? [] : secretKinds(path)
  return [
    ...findings,
    ...secretKinds(file.addedText).map((kind) => at('secret', `An added line looks like a secret (${kind}).`)),
    ...named.map((kind) => at('secret', `The name of the file looks like a secret (${kind}).`)),
  ]
}

/** What kinds of secrets the text seems to hold, in words. */
export function secretKinds(text: string): string[] {
  return [...new Set(findSecrets(text).map((match) => match.kind.replaceAll('_', ' ')))]
}

function scriptsFinding(path: string): GuardFinding {
  return { rule: 'package_scripts', path, detail: 'Its scripts changed; they run on the machines of whoever installs or builds.' }
}

function tooLarge(detail: string): GuardFinding {
  return { rule: 'too_large', path: null, detail }
}
