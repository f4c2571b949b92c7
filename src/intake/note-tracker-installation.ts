// The vendor says that its integration was installed or removed: noted on the connection, and no issue.
import type { Applied } from '../fixes/applied.ts'
import type { Tx } from '../platform/context.ts'
import type { Origin } from './apply-signal.ts'
import type { TrackerInstallationChanged } from './domain/signal.ts'
import { noteVendorState } from './store/connections.ts'

const words = { created: 'was installed', deleted: 'was removed' } as const

export async function noteTrackerInstallation(
  tx: Tx,
  signal: TrackerInstallationChanged,
  { connectionId }: Origin,
): Promise<Applied> {
  const where = signal.organization ? ` in ${signal.organization}` : ''
  const detail = `The integration ${words[signal.action]}${where}.`
  const isNoted =
    connectionId !== null &&
    (await noteVendorState(tx.db, connectionId, { action: signal.action, at: signal.occurredAt, detail }))
  if (isNoted) {
    const payload = { source: signal.source, action: signal.action, detail }
    tx.emit({ type: 'connection.installation_changed', subject: { type: 'connection', id: connectionId }, payload })
  }
  const effects = isNoted ? [{ type: 'connection.noted', connection_id: connectionId }] : []
  return { reason: `installation_${signal.action}`, detail, issueId: null, effects }
}
