// The login page.
import type { Metadata } from 'next'
import { Suspense } from 'react'
import { EntryFrame, EntryWait } from '#src/access/ui/entry-frame.tsx'
import { LoginView } from '#src/access/ui/login-view.tsx'

export const metadata: Metadata = { title: 'Log in' }

export default function LoginPage() {
  return (
    <Suspense fallback={<Beginning />}>
      <LoginView />
    </Suspense>
  )
}

/** What it shows first: its address is only known in the browser. */
function Beginning() {
  return (
    <EntryFrame title="Dispatch" about="Errors in, proven fixes out">
      <EntryWait>Looking for your session</EntryWait>
    </EntryFrame>
  )
}
