// What the end of a run says about the model credential: refused, starts with it wait; answered, they need not any more.
import { listWorkspaces } from '../access/load-workspace.ts'
import { systemContext, type Tx, withTransaction } from '../platform/context.ts'
import type { Runtime } from '../platform/runtime.ts'
import { reconsiderStarts } from './ask-again.ts'
import { refuseCredential } from './domain/refused-credential.ts'
import { runPorts } from './ports.ts'
import {
  findAdapterOfAgent,
  findRefusedCredential,
  forgetRefusedCredential,
  writeRefusedCredential,
} from './store/refused-credential.ts'
import type { RunRow } from './store/runs.ts'

/** After the run's costs are known: whoever was charged was answered. */
export async function judgeCredential(tx: Tx, run: RunRow, { metered }: { metered: number }): Promise<void> {
  if (run.simulated) return
  const isRefused = run.failure_code === 'auth_failed'
  const known = await findRefusedCredential(tx.db)
  if (!isRefused && !known) return
  const credential = await credentialOf(tx, run)
  if (!credential) return
  const now = tx.now.toISOString()
  if (isRefused) return writeRefusedCredential(tx.db, refuseCredential(credential, now), tx.now)
  const isAnswered = run.reason === 'succeeded' || metered > 0
  // Not forgotten here: the sweep has to tell every workspace that waits for it.
  if (known?.credential === credential && isAnswered) await writeRefusedCredential(tx.db, { ...known, retryAt: now }, tx.now)
}

async function credentialOf(tx: Tx, run: RunRow): Promise<string | null> {
  const adapter = await findAdapterOfAgent(tx.db, run.agent_id)
  return adapter ? (runPorts(tx.system).agentConditions(tx.workspaceId, adapter).credentialId ?? null) : null
}

/** When the pause is over, what waited for it is decided again, in every workspace. */
export async function announceCredential(runtime: Runtime): Promise<void> {
  const db = runtime.database.kysely
  const known = await findRefusedCredential(db)
  if (!known || new Date(known.retryAt) > runtime.clock.now() || !(await forgetRefusedCredential(db, known))) return
  for (const { id } of await listWorkspaces(db)) {
    await withTransaction(systemContext(runtime, id), async (tx) => reconsiderStarts(tx, 'credential_may_work'))
  }
}
