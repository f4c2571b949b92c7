// The labelled pull requests of test/fixtures/pull-matches, and how a matcher does on them: for the test and for bench/.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type IssueMatch,
  type LinkKind,
  type MatchTarget,
  matchIssues,
  type PullText,
} from '#src/integrations/github/domain/match-issues.ts'
import { isHostOf, type Prefixes } from '#src/integrations/github/domain/references.ts'

/** What should become of one pull request and one issue. */
export type Label = LinkKind | 'none'

interface LabelledPull {
  name: string
  pull: { title: string; body?: string; branch?: string; commits?: string[]; from?: keyof typeof origins; author?: string }
  expect: Record<string, Label>
}

interface LabelledWorkspace {
  prefix: string
  aliases: string[]
  hosts: string[]
  /** They are numbered from 1. */
  issues: number
  external: { issue: string; short_id: string; external_id: string; url: string }[]
  runs: { id: string; issue: string }[]
}

export interface JudgedPair {
  name: string
  issue: string
  expected: Label
  found: Label
}

const files = ['closes', 'mentions', 'hard-negatives', 'strangers', 'phrases'] as const

const repository = { id: 1, fullName: 'acme/shop', defaultBranch: 'main', isPrivate: false }
const fork = { id: 2, fullName: 'somebody/shop' }
const origins = {
  branch: { authorAssociation: 'MEMBER', headRepository: repository },
  branch_of_nobody: { authorAssociation: 'NONE', headRepository: repository },
  member_fork: { authorAssociation: 'MEMBER', headRepository: fork },
  collaborator_fork: { authorAssociation: 'COLLABORATOR', headRepository: fork },
  contributor_fork: { authorAssociation: 'CONTRIBUTOR', headRepository: fork },
  stranger_fork: { authorAssociation: 'NONE', headRepository: fork },
  deleted_fork: { authorAssociation: 'NONE', headRepository: null },
}

/** Every labelled pair, and every pair that the matcher finds though nobody labelled it. */
export function judgeMatches(): JudgedPair[] {
  const workspace = read<LabelledWorkspace>('workspace')
  return files.flatMap((file) => read<LabelledPull[]>(file)).flatMap((labelled) => judgePull(labelled, workspace))
}

function judgePull({ name, pull, expect }: LabelledPull, workspace: LabelledWorkspace): JudgedPair[] {
  const prefixes: Prefixes = { current: workspace.prefix, aliases: workspace.aliases, hosts: workspace.hosts }
  const found = linksOf(matchIssues(textOf(pull), prefixes), workspace)
  const issues = new Set([...Object.keys(expect), ...found.keys()])
  return [...issues].map((issue) => ({ name, issue, expected: expect[issue] ?? 'none', found: found.get(issue) ?? 'none' }))
}

function textOf({ title, body = '', branch = 'topic', commits = [], from = 'branch', author }: LabelledPull['pull']): PullText {
  return { title, body, headRef: branch, repository, commitMessages: commits, ...origins[from], ...(author && { author }) }
}

const strength: Record<Label, number> = { none: 0, suggested: 1, mentions: 2, closes: 3 }

/** As the store resolves them: what does not exist links nothing. */
function linksOf(matches: IssueMatch[], workspace: LabelledWorkspace): Map<string, LinkKind> {
  const links = new Map<string, LinkKind>()
  for (const { target, kind } of matches) {
    for (const issue of issuesOf(target, workspace)) {
      if (strength[kind] > strength[links.get(issue) ?? 'none']) links.set(issue, kind)
    }
  }
  return links
}

function issuesOf(target: MatchTarget, { issues, external, runs }: LabelledWorkspace): string[] {
  switch (target.type) {
    case 'identifier':
      return Number(target.identifier.split('-')[1]) <= issues ? [target.identifier] : []
    case 'vendor_short_id':
      return external.filter((each) => each.short_id === target.shortId).map((each) => each.issue)
    case 'vendor_url':
      return external
        .filter((each) => each.external_id === target.externalId && isHostOf(each.url, target.host))
        .map((each) => each.issue)
    case 'run':
      return runs.filter((run) => run.id === target.runId).map((run) => run.issue)
  }
}

export interface Rates {
  /** Pairs that were linked so, and of them those that should have been. */
  found: number
  right: number
  /** Pairs that should have been linked so. */
  expected: number
  precision: number
  recall: number
}

/** Of the links of these kinds. A link that is stronger or weaker than its label is wrong. */
export function ratesOf(pairs: readonly JudgedPair[], kinds: readonly LinkKind[]): Rates {
  const among = (label: Label) => kinds.some((kind) => kind === label)
  const found = pairs.filter((pair) => among(pair.found))
  const right = found.filter((pair) => pair.found === pair.expected).length
  const expected = pairs.filter((pair) => among(pair.expected)).length
  return { found: found.length, right, expected, precision: ratio(right, found.length), recall: ratio(right, expected) }
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole
}

/** The fixtures are written by hand, in exactly these shapes. */
function read<T>(name: string): T {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', 'pull-matches', `${name}.json`), 'utf8')) as T
}
