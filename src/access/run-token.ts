// The tokens of a run: one reaches the tools, one the model. They die with the run.
import type { Ctx, Tx } from '../platform/context.ts'
import { hashToken, isToken, newToken } from './domain/tokens.ts'
import { findLiveRunToken, insertRunToken, type RunTokenPurpose, revokeRunTokenRows } from './store/run-tokens.ts'

export interface RunTokenOwner {
  runId: string
  issueId: string
  workspaceId: string
  agentName: string
}

/** The token itself, which only the run's own process gets; a run may have several, e.g. one an attempt. */
export async function createRunToken(tx: Tx, runId: string, purpose: RunTokenPurpose): Promise<string> {
  const token = newToken(purpose === 'tools' ? 'run_tools' : 'run_model')
  await insertRunToken(tx.db, { token_hash: hashToken(token), run_id: runId, purpose, created_at: tx.now })
  return token
}

/** Ends all tokens of the run; those of a finished run are dead anyhow. */
export async function revokeRunTokens(tx: Tx, runId: string): Promise<void> {
  await revokeRunTokenRows(tx.db, runId, tx.now)
}

/** Whose token it is; undefined for an unknown or revoked one, or one whose run has finished. */
export async function findRunByToken(
  ctx: Pick<Ctx, 'db'>,
  token: string,
  purpose: RunTokenPurpose,
): Promise<RunTokenOwner | undefined> {
  if (!isToken(purpose === 'tools' ? 'run_tools' : 'run_model', token)) return undefined
  const row = await findLiveRunToken(ctx.db, hashToken(token), purpose)
  return row && { runId: row.run_id, issueId: row.issue_id, workspaceId: row.workspace_id, agentName: row.agent_name }
}
