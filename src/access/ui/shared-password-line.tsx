// That everybody with the shared password is an owner too, and the switch for owners who have an account.
'use client'
import { useState } from 'react'
import { problemText } from '../../ui/api-problem.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/error-state.tsx'
import { toastDone } from '../../ui/toast.tsx'
import { useSwitchSharedPassword } from './member-queries.ts'
import { usePermission } from './permission.ts'
import { useSession, useWorkspace } from './session.ts'

export function SharedPasswordLine({ isOn }: { isOn: boolean }) {
  const isOwner = usePermission('owner.manage').allowed
  const hasAccount = Boolean(useSession().data?.account)
  const isDefault = useWorkspace().data?.is_default === true
  const [asking, setAsking] = useState(false)
  const maySwitch = isOwner && hasAccount && isDefault
  if (!isOn && !maySwitch) return null
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-md border px-3 py-2 text-ink-2">
      <p className="min-w-0 flex-1 basis-64">
        {isOn
          ? 'Whoever knows the shared password is an owner of every workspace too.'
          : 'The shared password is off. Everybody comes in with an account.'}
        {isOn && isOwner && !hasAccount && ' Invite yourself as an owner; with an account you can switch it off.'}
      </p>
      {maySwitch && <Button onClick={() => setAsking(true)}>{isOn ? 'Switch it off' : 'Switch it on'}</Button>}
      {asking && <SwitchDialog isOn={isOn} onClose={() => setAsking(false)} />}
    </div>
  )
}

function SwitchDialog({ isOn, onClose }: { isOn: boolean; onClose(): void }) {
  const change = useSwitchSharedPassword()
  const go = () =>
    change.mutate(!isOn, {
      onSuccess: () => {
        toastDone(isOn ? 'The shared password is off.' : 'The shared password is on.')
        onClose()
      },
    })
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={isOn ? 'Switch the shared password off?' : 'Switch the shared password on?'}
      description={
        isOn
          ? 'All sessions that came in with it end. Whoever can read the data directory still comes in with a login link.'
          : 'Whoever knows it is an owner of every workspace.'
      }
      footer={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button look={isOn ? 'danger' : 'primary'} busy={change.isPending} onClick={go}>
            {isOn ? 'Switch off' : 'Switch on'}
          </Button>
        </>
      }
    >
      {change.error && <Notice>{problemText(change.error)}</Notice>}
    </Dialog>
  )
}
