// One connection: where it delivers, how it fares, and what can be done with it.
'use client'
import { Ellipsis, KeyRound, Pencil, TimerOff, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Badge } from '../../ui/badge.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { toastDone, toastProblem } from '../../ui/toast.tsx'
import { DeleteConnectionDialog, RotateConnectionDialog } from './connection-confirm.tsx'
import { EditConnectionDialog } from './connection-dialog.tsx'
import { vendorOf } from './connection-form.ts'
import { type Connection, useRetireOldSecret } from './connection-queries.ts'
import { AddressLine } from './connection-secret.tsx'
import { healthOf, mendSignature, vendorLooks } from './connection-words.ts'

type Open = 'edit' | 'rotate' | 'delete' | null

export function ConnectionRow({ connection }: { connection: Connection }) {
  const [open, setOpen] = useState<Open>(null)
  const { icon: Icon, text } = vendorLooks[vendorOf(connection.source, connection.settings)]
  const health = healthOf(connection)
  const close = () => setOpen(null)
  return (
    <li className="flex flex-col gap-1.5 py-2.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Icon aria-hidden size={14} className="text-ink-3" />
        <span className="font-medium">{connection.name}</span>
        {text !== connection.name && <span className="text-ink-3 text-meta">{text}</span>}
        <Badge tone={health.tone} icon={health.icon}>
          {health.text}
        </Badge>
        <span className="ml-auto flex items-center gap-1">
          {connection.secret.state === 'none' && (
            <Button className="h-6" icon={KeyRound} onClick={() => setOpen('rotate')}>
              Set the secret
            </Button>
          )}
          <RowMenu connection={connection} onOpen={setOpen} />
        </span>
      </div>
      <div className="flex flex-col gap-1 pl-6.5 text-ink-3 text-meta">
        <AddressLine address={connection.address} of={connection.name} />
        <Facts connection={connection} />
        {connection.refused_since && <p className="text-need">{mendSignature(connection)}</p>}
      </div>
      {open === 'edit' && <EditConnectionDialog connection={connection} onClose={close} />}
      {open === 'rotate' && <RotateConnectionDialog connection={connection} onClose={close} />}
      {open === 'delete' && <DeleteConnectionDialog connection={connection} onClose={close} />}
    </li>
  )
}

function Facts({ connection }: { connection: Connection }) {
  const { secret, last_delivery_at: last, bad_signatures: bad, vendor_state: vendor } = connection
  return (
    <p className="flex flex-wrap gap-x-4">
      {last && (
        <span>
          delivered <RelativeTime at={last} />
        </span>
      )}
      {secret.state === 'environment' && <span>secret set by {secret.variable}</span>}
      {secret.old_valid && (
        <span>
          two secrets are valid
          {secret.old_valid_until && (
            <>
              , the old one ends <RelativeTime at={secret.old_valid_until} />
            </>
          )}
        </span>
      )}
      {bad > 0 && <Refused connection={connection} />}
      {vendor && (
        <span>
          {vendor.detail} <RelativeTime at={vendor.at} />
        </span>
      )}
    </p>
  )
}

function Refused({ connection: { bad_signatures: bad, refused_at: last, refused_since: since } }: { connection: Connection }) {
  return (
    <span className="text-need">
      {bad === 1 ? '1 delivery' : `${bad} deliveries`} refused for a wrong signature
      {last && (
        <>
          , the last <RelativeTime at={last} />
        </>
      )}
      {since && (
        <>
          , all since <RelativeTime at={since} />
        </>
      )}
    </span>
  )
}

function RowMenu({ connection, onOpen }: { connection: Connection; onOpen(open: Open): void }) {
  const retire = useRetireOldSecret(connection.id)
  const { secret, is_default: isDefault, source } = connection
  return (
    <Menu align="end" trigger={<IconButton label={`More for ${connection.name}`} icon={Ellipsis} />}>
      <MenuItem icon={Pencil} onSelect={() => onOpen('edit')}>
        {source === 'github' ? 'Rename' : 'Edit'}
      </MenuItem>
      {secret.state !== 'environment' && (
        <MenuItem icon={KeyRound} onSelect={() => onOpen('rotate')}>
          New secret
        </MenuItem>
      )}
      {secret.old_valid && (
        <MenuItem
          icon={TimerOff}
          onSelect={() =>
            retire.mutate(undefined, {
              onSuccess: () => toastDone('Only the new secret is valid now.'),
              onError: (error) => toastProblem(error),
            })
          }
        >
          Retire the old secret
        </MenuItem>
      )}
      {!isDefault && (
        <>
          <MenuSeparator />
          <MenuItem icon={Trash2} danger onSelect={() => onOpen('delete')}>
            Delete
          </MenuItem>
        </>
      )}
    </Menu>
  )
}
