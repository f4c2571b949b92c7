// Title and body of a pull request that Dispatch opens. Whoever posts them makes the words harmless first.

export interface PullRequestFacts {
  runId: string
  identifier: string
  issueTitle: string
  issueUrl: string | null
  runUrl: string | null
  summary: string | null
  plan: string | null
  tests: string | null
  agentName: string
  simulated: boolean
  /** Everyone can read it: then it holds summary and links only. */
  isPublic: boolean
}

const TITLE_MAX = 200
const PLAN_MAX = 20_000
const SUMMARY_MAX = 4000

/** Names the issue, so that the link is found again whoever opened the pull request. */
export function pullRequestTitle({ issueTitle, identifier }: PullRequestFacts): string {
  const title = issueTitle.replace(/\s+/g, ' ').trim()
  return `${title.slice(0, TITLE_MAX - identifier.length - 3)} (${identifier})`
}

/** Markdown without the marker. */
export function pullRequestBody(facts: PullRequestFacts): string {
  const parts = [facts.summary?.slice(0, SUMMARY_MAX) ?? 'See the commits.', links(facts)]
  if (facts.simulated) parts.unshift('**Simulated:** no model wrote this.')
  if (!facts.isPublic) {
    if (facts.tests) parts.push(`**Tests:** ${facts.tests}`)
    if (facts.plan) parts.push(`<details><summary>The approved plan</summary>\n\n${facts.plan.slice(0, PLAN_MAX)}\n\n</details>`)
  }
  parts.push(`Written by ${facts.agentName} through Dispatch. A person reviews and merges.`)
  return parts.join('\n\n')
}

/** By which a run finds its own pull request again; it is put in after the words were made harmless. */
export function runMarker(runId: string): string {
  return `<!-- dispatch:${runId} -->`
}

function links({ identifier, issueUrl, runUrl }: PullRequestFacts): string {
  const issue = issueUrl ? `[${identifier}](${issueUrl})` : identifier
  return runUrl ? `Issue: ${issue} · [the agent's run](${runUrl})` : `Issue: ${issue}`
}
