// Says who canceled a run: people, keys and Dispatch itself do.
import { toActor } from '../issues/to-card.ts'
import type { RunRow } from './store/runs.ts'

/** A sentence for the run's page and its issue. */
export function canceledBy(run: Pick<RunRow, 'cancel_requested_by'>): string {
  if (run.cancel_requested_by === null) return 'The run was canceled.'
  const { type, name } = toActor(run.cancel_requested_by)
  return `${type === 'key' ? `The key ${name}` : name} canceled the run.`
}
