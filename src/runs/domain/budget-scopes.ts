// The sums that a run counts in: its workspace, issue and agent, and its kind (error fixes apart from all others).
import type { RunKind } from './run-state.ts'

export const workspaceScope = 'workspace'

export interface ScopedRun {
  issueId: string
  agentId: string
  kind: RunKind
}

export function issueScope(issueId: string): string {
  return `issue:${issueId}`
}

export function kindScope(kind: RunKind): string {
  return kind === 'error_fix' ? 'kind:error_fix' : 'kind:other'
}

/** All sums of a run. */
export function budgetScopes({ issueId, agentId, kind }: ScopedRun): string[] {
  return [workspaceScope, issueScope(issueId), `agent:${agentId}`, kindScope(kind)]
}
