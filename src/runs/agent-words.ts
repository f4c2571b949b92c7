// What an agent writes, as it is kept and shown: nothing invisible, no secret of this installation, not endless.
import type { Ctx } from '../platform/context.ts'
import type { RunEvidence } from './domain/executor.ts'
import { visibleText } from './domain/marked-text.ts'
import { createRedactor } from './domain/redact.ts'
import { runPorts } from './ports.ts'

type Where = Pick<Ctx, 'system' | 'workspaceId'>

export function agentWords(where: Where, text: string, maxLength: number): string {
  return redactorOf(where).text(visibleText(text)).slice(0, maxLength).toWellFormed()
}

/** The texts in evidence come from the agent's output. */
export function agentEvidence(where: Where, evidence: RunEvidence): RunEvidence {
  const { text } = redactorOf(where)
  const { agent, git } = evidence
  return {
    ...evidence,
    detail: text(evidence.detail),
    agent: agent && {
      ...agent,
      detail: text(agent.detail),
      result: agent.result && { ...agent.result, text: text(agent.result.text) },
    },
    git: git && { ...git, commits: git.commits.map((commit) => ({ ...commit, subject: text(commit.subject) })) },
  }
}

function redactorOf({ system, workspaceId }: Where) {
  return createRedactor(runPorts(system).secretValues(workspaceId))
}
