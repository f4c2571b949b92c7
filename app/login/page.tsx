// The login page.
import type { Metadata } from 'next'
import { Suspense } from 'react'
import { LoginView } from '#src/access/ui/login-view.tsx'

export const metadata: Metadata = { title: 'Log in' }

export default function LoginPage() {
  return (
    <Suspense>
      <LoginView />
    </Suspense>
  )
}
