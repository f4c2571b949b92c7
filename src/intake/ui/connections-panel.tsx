// Who may deliver here: accounts of Sentry, GitHub and Grafana, and any sender of signals.
'use client'
import { PlugZap, Plus } from 'lucide-react'
import { useState } from 'react'
import { isProblem } from '../../ui/api-problem.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState, Notice } from '../../ui/error-state.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { CreateConnectionDialog } from './connection-dialog.tsx'
import type { VendorChoice } from './connection-form.ts'
import { type ConnectionWithSecret, useConnections } from './connection-queries.ts'
import { ConnectionRow } from './connection-row.tsx'
import { ConnectionSecretDialog } from './connection-secret.tsx'

interface Created {
  connection: ConnectionWithSecret
  vendor: VendorChoice
}

export function ConnectionsPanel() {
  const connections = useConnections()
  const [creating, setCreating] = useState(false)
  const [created, setCreated] = useState<Created | null>(null)
  if (isProblem(connections.error) && connections.error.status === 403)
    return <Notice tone="info">Only admins see and change who may deliver here.</Notice>
  if (connections.error && !connections.data)
    return <ErrorState error={connections.error} onRetry={() => void connections.refetch()} />
  if (!connections.data) return <Skeleton className="h-24" />
  const { items } = connections.data
  return (
    <div className="flex flex-col gap-2">
      {items.length === 0 && (
        <p className="flex items-start gap-2 text-ink-2">
          <PlugZap aria-hidden size={14} className="mt-0.5 shrink-0 text-ink-3" />
          Nobody may deliver yet. Connect Sentry, Grafana or another sender, and its errors become issues.
        </p>
      )}
      <ul aria-label="Who may deliver" className="flex flex-col divide-y">
        {items.map((connection) => (
          <ConnectionRow key={connection.id} connection={connection} />
        ))}
      </ul>
      <div>
        <Button icon={Plus} onClick={() => setCreating(true)}>
          Connect a sender
        </Button>
      </div>
      {creating && (
        <CreateConnectionDialog
          onClose={() => setCreating(false)}
          onCreated={(connection, vendor) => {
            setCreating(false)
            setCreated({ connection, vendor })
          }}
        />
      )}
      {created && <ConnectionSecretDialog {...created} onClose={() => setCreated(null)} />}
    </div>
  )
}
