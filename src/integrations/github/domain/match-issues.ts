// Which issues does a pull request belong to, and how strongly? Only what is written decides here; similarity is another matter.
import type { PullRequestChanged } from '#src/intake/domain/signal.ts'
import { type FoundReference, findReferences, identifiersInBranch, type Prefixes, type Reference } from './references.ts'

export type LinkKind = 'closes' | 'mentions' | 'suggested'

export type MatchedBy = 'run_marker' | 'branch' | 'title' | 'keyword' | 'body' | 'commit'

/** What is named: an issue of the workspace, a vendor's issue that may be linked to one, or a run of ours. */
export type MatchTarget = Reference | { type: 'run'; runId: string }

export interface IssueMatch {
  target: MatchTarget
  kind: LinkKind
  matchedBy: MatchedBy
}

export type PullText = Pick<
  PullRequestChanged,
  'title' | 'body' | 'headRef' | 'headRepository' | 'repository' | 'authorAssociation'
> & {
  /** Messages of its commits, as far as they are known. */
  commitMessages: readonly string[]
  /** The login at the code host; a bot that updates dependencies copies other projects' release notes. */
  author?: string
}

const trusted = new Set(['OWNER', 'MEMBER', 'COLLABORATOR'])

/** Whether nobody of the repository vouches for it: a fork's branch, opened by someone without rights here. */
export function isForeign(pull: Pick<PullText, 'authorAssociation' | 'headRepository' | 'repository'>): boolean {
  return !trusted.has(pull.authorAssociation) && pull.headRepository?.id !== pull.repository.id
}

/**
 * Every target that the pull request names, each once with its strongest link. `closes`: our run's marker, an identifier in branch
 * or title, or behind a closing keyword; `mentions`: any other place. A foreign pull request can only suggest; a revert and a list
 * of what was released only mention.
 */
export function matchIssues(pull: PullText, prefixes: Prefixes): IssueMatch[] {
  if (isDependencyBot(pull.author)) return []
  const limit = isForeign(pull) ? 'suggested' : isRevert(pull) || isChangelog(pull) ? 'mentions' : 'closes'
  const strongest = new Map<string, IssueMatch>()
  for (const match of allMatches(pull, prefixes)) {
    const key = JSON.stringify(match.target)
    const known = strongest.get(key)
    if (!known || (known.kind !== 'closes' && match.kind === 'closes')) strongest.set(key, match)
  }
  return [...strongest.values()].map((match) => ({ ...match, kind: weaker(match.kind, limit) }))
}

/** The issues that commits name, for a push without a pull request. */
export function matchCommits(messages: readonly string[], prefixes: Prefixes): IssueMatch[] {
  return messages.flatMap((message) => fromCommit(message, prefixes))
}

/** The runs whose marker stands in a text that we once posted. */
export function runMarkers(text: string): string[] {
  return [...new Set([...text.matchAll(/<!-- dispatch:(run_[0-9A-Za-z]{1,40}) -->/g)].map((match) => match[1] ?? ''))].slice(
    0,
    10,
  )
}

/** The marker by which a pull request of ours is known again. */
export function runMarker(runId: string): string {
  return `<!-- dispatch:${runId} -->`
}

function allMatches(pull: PullText, prefixes: Prefixes): IssueMatch[] {
  const closing = (targets: MatchTarget[], matchedBy: MatchedBy): IssueMatch[] =>
    targets.map((target) => ({ target, kind: 'closes', matchedBy }))
  const identifiers = (texts: string[]): Reference[] => texts.map((identifier) => ({ type: 'identifier', identifier }))
  return [
    ...closing(
      runMarkers(pull.body).map((runId) => ({ type: 'run', runId })),
      'run_marker',
    ),
    ...closing(identifiers(identifiersInBranch(pull.headRef, prefixes)), 'branch'),
    ...fromTitle(pull.title, prefixes),
    ...fromText(pull.body, 'body', prefixes),
    ...pull.commitMessages.flatMap((message) => fromCommit(message, prefixes)),
  ]
}

function fromTitle(title: string, prefixes: Prefixes): IssueMatch[] {
  return findReferences(
    title.replace(LEADING, (lead) => lead.toUpperCase()),
    prefixes,
  ).map((found) => ({
    target: targetOf(found),
    kind: found.closes || (found.type === 'identifier' && !found.refers) ? 'closes' : 'mentions',
    matchedBy: found.closes ? 'keyword' : 'title',
  }))
}

// In front of a title, "disp-4:" and "[disp-4]" are meant as identifiers, whatever their case.
const LEADING = /^\s*(?:\[[A-Za-z][A-Za-z0-9]{1,9}-\d{1,9}\]|[A-Za-z][A-Za-z0-9]{1,9}-\d{1,9}:)/

/** A merge brings what others have done, and what takes something back does not do it. */
function fromCommit(message: string, prefixes: Prefixes): IssueMatch[] {
  if (/^Merge (?:pull request|branch|remote-tracking|commit|tag)\b/.test(message)) return []
  const matches = fromText(message, 'commit', prefixes)
  return takesBack(message) ? matches.map((match) => ({ ...match, kind: 'mentions' })) : matches
}

function fromText(text: string, place: 'body' | 'commit', prefixes: Prefixes): IssueMatch[] {
  return findReferences(text, prefixes).map((found) => ({
    target: targetOf(found),
    kind: found.closes ? 'closes' : 'mentions',
    matchedBy: found.closes ? 'keyword' : place,
  }))
}

function targetOf({ closes: _, refers: __, ...reference }: FoundReference): Reference {
  return reference
}

// GitHub's revert button writes `Revert "Fix DISPATCH-42"` on the branch `revert-12-dispatch-42`: it names what it undoes. git calls the
// revert of a revert `Reapply "…"`; whether it cures anything this time is for a person to say.
function isRevert(pull: PullText): boolean {
  return takesBack(pull.title) || /^(?:revert|reapply)-\d+-/.test(pull.headRef)
}

function takesBack(subject: string): boolean {
  return /^(?:revert|reapply)\b/i.test(subject)
}

// Tools that release list what is done already: the fixes have pull requests of their own.
function isChangelog({ title, headRef }: PullText): boolean {
  return (
    /^(?:release-please--|changeset-release\/)/.test(headRef) ||
    /^(?:chore(?:\([\w./-]{1,60}\))?: ?release\b|version packages\b)/i.test(title)
  )
}

const dependencyBots =
  /^(?:dependabot|renovate|snyk|depfu|greenkeeper|pyup|scala-steward|mend)\b.*(?:\[bot\]|-bot)$|^(?:snyk|pyup|renovate)-bot$/i

function isDependencyBot(author: string | undefined): boolean {
  return author !== undefined && dependencyBots.test(author)
}

const strength: Record<LinkKind, number> = { closes: 2, mentions: 1, suggested: 0 }

function weaker(a: LinkKind, b: LinkKind): LinkKind {
  return strength[a] < strength[b] ? a : b
}
