// The session ended while a view is open: nothing on the screen is lost, and logging in keeps the place.
'use client'
import { useQueryClient } from '@tanstack/react-query'
import { LogIn } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useStore } from '../../ui/external-store.ts'
import { sessionState } from '../../ui/session-state.ts'
import { LoginWays } from './login-ways.tsx'

export function SessionBanner() {
  const state = useStore(sessionState, 'unknown')
  const client = useQueryClient()
  const [open, setOpen] = useState(false)
  if (state !== 'expired') return null
  const resume = () => {
    setOpen(false)
    sessionState.set('open')
    void client.invalidateQueries()
  }
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b bg-need-soft px-4 py-1.5 text-base text-need"
    >
      <LogIn aria-hidden size={14} />
      <span className="min-w-0 flex-1">Your session has ended. What you see stays, drafts are kept in this browser.</span>
      <Button className="h-6" onClick={() => setOpen(true)}>
        Log in again
      </Button>
      <Dialog open={open} onOpenChange={setOpen} title="Log in again" description="You come back to exactly this view.">
        <LoginWays submitLabel="Log in" onDone={resume} />
      </Dialog>
    </div>
  )
}
