// Off: no agent starts, whatever asks. The dialog decides about those that run.
'use client'
import { problemText } from '../../ui/api-problem.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/error-state.tsx'
import { toastDone } from '../../ui/toast.tsx'
import { type Fleet, useKillSwitch } from './fleet.ts'

interface KillSwitchDialogProps {
  open: boolean
  onOpenChange(open: boolean): void
  fleet: Fleet
}

export function KillSwitchDialog({ open, onOpenChange, fleet }: KillSwitchDialogProps) {
  const change = useKillSwitch()
  const set = (enabled: boolean, stopRunning: boolean) =>
    change.mutate(
      { enabled, stopRunning },
      {
        onSuccess: () => {
          onOpenChange(false)
          toastDone(
            enabled
              ? 'Runs are on again.'
              : stopRunning
                ? 'Runs are off; the running ones are being stopped.'
                : 'Runs are off; the running ones may finish.',
          )
        },
      },
    )
  const problem = change.error && <Notice>{problemText(change.error)}</Notice>
  if (fleet.kill_switch_env) {
    return (
      <Dialog
        open={open}
        onOpenChange={onOpenChange}
        title="Runs are off for all workspaces"
        description="DISPATCH_KILL_SWITCH=1 is set in the environment of the server. Unset it and restart to allow runs."
      />
    )
  }
  if (!fleet.runs_enabled) {
    return (
      <Dialog
        open={open}
        onOpenChange={onOpenChange}
        title="Switch runs on again"
        description="Queued runs start as soon as their gates allow."
        footer={
          <Button look="primary" busy={change.isPending} onClick={() => set(true, false)}>
            Switch on
          </Button>
        }
      >
        {problem}
      </Dialog>
    )
  }
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Stop all agents"
      description={`Nothing starts any more in this workspace, not even by force. ${runningWords(fleet.running)}`}
      footer={
        <>
          {fleet.running > 0 && (
            <Button busy={change.isPending} onClick={() => set(false, false)}>
              Let them finish
            </Button>
          )}
          <Button look="danger" busy={change.isPending} onClick={() => set(false, true)}>
            {fleet.running > 0 ? 'Stop them now' : 'Switch off'}
          </Button>
        </>
      }
    >
      {problem}
    </Dialog>
  )
}

function runningWords(running: number): string {
  if (running === 0) return 'No agent runs at the moment.'
  return `${running === 1 ? 'One agent runs' : `${running} agents run`} at the moment: should ${running === 1 ? 'it' : 'they'} stop too? Work that is not committed is saved.`
}
