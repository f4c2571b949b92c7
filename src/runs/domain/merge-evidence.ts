// A run may need a second process, to report or to commit: what both left is one evidence.
import type { TokenUsage } from './agent-adapter.ts'
import type { GitEvidence, RunEvidence, UsageTotals } from './executor.ts'

/** The later process speaks for the run; costs add up, and so do the commits. */
export function mergeEvidence(first: RunEvidence, second: RunEvidence): RunEvidence {
  return {
    ...second,
    git: mergeGit(first.git, second.git),
    usage: mergeUsage(first.usage, second.usage),
    leftoversKilled: first.leftoversKilled + second.leftoversKilled,
    agent: second.agent ?? first.agent,
  }
}

function mergeGit(first: GitEvidence | null, second: GitEvidence | null): GitEvidence | null {
  if (!first || !second) return second ?? first
  const known = new Set(second.commits.map((commit) => commit.sha))
  return {
    ...second,
    baseSha: first.baseSha,
    startSha: first.startSha,
    commits: [...first.commits.filter((commit) => !known.has(commit.sha)), ...second.commits],
    savedRef: second.savedRef ?? first.savedRef,
  }
}

function mergeUsage(first: UsageTotals, second: UsageTotals): UsageTotals {
  return {
    source: first.source === 'unknown' ? 'unknown' : second.source,
    microUsd: first.microUsd + second.microUsd,
    tokens: addTokens(first.tokens, second.tokens),
    unknownModel: first.unknownModel || second.unknownModel,
  }
}

function addTokens(first: TokenUsage, second: TokenUsage): TokenUsage {
  return {
    inputTokens: first.inputTokens + second.inputTokens,
    outputTokens: first.outputTokens + second.outputTokens,
    cacheReadTokens: first.cacheReadTokens + second.cacheReadTokens,
    cacheWriteTokens: first.cacheWriteTokens + second.cacheWriteTokens,
  }
}
