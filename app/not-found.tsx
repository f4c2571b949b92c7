// An address that leads nowhere.
import { Compass } from 'lucide-react'
import Link from 'next/link'
import { buttonClasses } from '#src/ui/button.tsx'
import { EmptyState } from '#src/ui/empty-state.tsx'

export default function NotFound() {
  return (
    <main className="flex min-h-dvh items-center justify-center bg-canvas">
      <EmptyState
        icon={Compass}
        title="There is nothing at this address"
        action={
          <Link href="/board" className={buttonClasses('plain')}>
            To the board
          </Link>
        }
      >
        Issues live at /issues/ followed by their identifier.
      </EmptyState>
    </main>
  )
}
