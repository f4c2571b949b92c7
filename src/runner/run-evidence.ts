// The evidence of runs whose agent never worked.
import { AppError } from '../platform/errors.ts'
import type { StopReason } from '../runs/domain/agent-adapter.ts'
import type { ConfinementReport, ExecutionFailureCode, RunEvidence } from '../runs/domain/executor.ts'
import { nothingSpent } from './model-access.ts'

/** A run that ended before its agent did anything, and why. */
export function evidenceWithoutAgent(
  confinement: ConfinementReport,
  failure: { failureCode: ExecutionFailureCode; detail: string },
): RunEvidence {
  return {
    ...failure,
    stoppedBy: null,
    agent: null,
    git: null,
    confinement,
    usage: nothingSpent,
    leftoversKilled: 0,
    resumed: false,
  }
}

/** A run that was stopped before its agent started. */
export function evidenceOfEarlyStop(confinement: ConfinementReport, reason: StopReason): RunEvidence {
  const failure = { failureCode: reason, detail: 'The run was stopped before its agent started.' }
  return { ...evidenceWithoutAgent(confinement, failure), stoppedBy: reason }
}

/** An error as a sentence for a person. */
export function sentenceOf(error: unknown): string {
  if (error instanceof AppError) return error.detail
  return error instanceof Error ? error.message : String(error)
}
