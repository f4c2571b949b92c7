// The evidence of a run as it is kept: what a person wants to check later, in snake_case like all JSON.
import { z } from 'zod'
import type { TokenUsage } from './agent-adapter.ts'
import type { RunEvidence } from './executor.ts'
import { storableText } from './storable-entry.ts'

const DENIALS_MAX = 20
const COMMITS_MAX = 200
const RESULT_MAX = 2000

/** Facts only; no text of the agent but its result line. */
export function describeEvidence(evidence: RunEvidence) {
  const { agent, git, usage } = evidence
  return {
    exit: agent?.exit ?? null,
    signal: agent?.signal ?? null,
    turns: agent?.turns ?? 0,
    result: agent?.result
      ? { ok: agent.result.ok, subtype: agent.result.subtype, text: storableText(agent.result.text.slice(0, RESULT_MAX)) }
      : null,
    session_cost_micro_usd: agent?.result?.sessionCostMicroUsd ?? null,
    denials: (agent?.denials ?? []).slice(0, DENIALS_MAX).map((denial) => storableText(denial.tool)),
    stopped_by: evidence.stoppedBy,
    leftovers_killed: evidence.leftoversKilled,
    resumed: evidence.resumed,
    confinement: evidence.confinement,
    usage: {
      source: usage.source,
      micro_usd: usage.microUsd,
      unknown_model: usage.unknownModel,
      tokens: describeTokens(usage.tokens),
    },
    git: git && {
      base_sha: git.baseSha,
      head_sha: git.headSha,
      branch: git.branch,
      commits: git.commits.slice(0, COMMITS_MAX).map(({ sha, subject }) => ({ sha, subject: storableText(subject) })),
      clean_tree: git.cleanTree,
      dirty_paths: git.dirtyPaths.map(storableText),
      saved_ref: git.savedRef,
      files_changed: git.diff?.files.length ?? null,
      added_lines: git.diff?.addedLines ?? null,
      removed_lines: git.diff?.removedLines ?? null,
    },
  }
}

/** Token counts under the names that the usage of a run has everywhere. */
export function describeTokens(tokens: TokenUsage) {
  return {
    input_tokens: tokens.inputTokens,
    output_tokens: tokens.outputTokens,
    cache_read_tokens: tokens.cacheReadTokens,
    cache_write_tokens: tokens.cacheWriteTokens,
  }
}

const storedSchema = z.object({
  session_cost_micro_usd: z.number().nullable().catch(null),
  git: z
    .object({ base_sha: z.string(), head_sha: z.string(), commits: z.array(z.object({ sha: z.string(), subject: z.string() })) })
    .nullable()
    .catch(null),
})

/** What later steps need of stored evidence; absent for runs that left none. */
export function readEvidence(stored: unknown): z.output<typeof storedSchema> {
  const parsed = storedSchema.safeParse(stored)
  return parsed.success ? parsed.data : { session_cost_micro_usd: null, git: null }
}
