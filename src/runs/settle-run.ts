// Money of a run: reserved when it starts, settled once when it ends, adjusted when more becomes known.
import type { Tx } from '../platform/context.ts'
import { budgetScopes } from './domain/budget-scopes.ts'
import { utcDay } from './domain/money.ts'
import type { RunKind } from './domain/run-state.ts'
import type { Settlement } from './domain/settlement.ts'
import { findReservation, type LedgerEntry, type LedgerKeys, type Reservation, writeLedger } from './store/money.ts'

/** The run, as far as its money goes. */
export interface ChargedRun {
  id: string
  issue_id: string
  agent_id: string
  kind: RunKind
}

/** Sets the run's whole budget aside, on the UTC day of now. A second call changes nothing. */
export async function reserveRun(tx: Tx, run: ChargedRun, budget: { microUsd: number; notional: boolean }): Promise<void> {
  const keys = ledgerKeys(tx, run, { day: utcDay(tx.now), notional: budget.notional })
  await writeLedger(tx.db, keys, [entry(tx, 'reserve', budget.microUsd, 'reservation')])
}

/**
 * Charges what the run cost and gives the reservation back, on the day of the start. An overshoot is charged in full.
 * False when the run was settled before, or never reserved anything.
 */
export async function settleRun(tx: Tx, run: ChargedRun, settlement: Settlement): Promise<boolean> {
  const reservation = await findReservation(tx.db, run.id)
  if (!reservation) return false
  const written = await writeLedger(tx.db, ledgerKeys(tx, run, reservation), [
    entry(tx, 'settle', settlement.microUsd, settlement.source),
    entry(tx, 'release', -reservation.micro_usd, 'reservation'),
  ])
  return written > 0
}

/** Charges more, or gives back, after the settlement; on the day of the start. False without a settlement. */
export async function adjustRun(tx: Tx, run: ChargedRun, microUsd: number): Promise<boolean> {
  const reservation = await findReservation(tx.db, run.id)
  if (!reservation?.settled) return false
  await writeLedger(tx.db, ledgerKeys(tx, run, reservation), [entry(tx, 'adjust', microUsd, 'adjustment')])
  return true
}

function ledgerKeys(tx: Tx, run: ChargedRun, { day, notional }: Pick<Reservation, 'day' | 'notional'>): LedgerKeys {
  return {
    workspaceId: tx.workspaceId,
    runId: run.id,
    issueId: run.issue_id,
    agentId: run.agent_id,
    day,
    notional,
    scopes: budgetScopes({ issueId: run.issue_id, agentId: run.agent_id, kind: run.kind }),
    now: tx.now,
  }
}

function entry(tx: Tx, kind: LedgerEntry['kind'], microUsd: number, source: LedgerEntry['source']): LedgerEntry {
  return { id: tx.newId('led'), kind, microUsd, source }
}
