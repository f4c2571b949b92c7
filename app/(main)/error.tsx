// A view that broke: the frame stays, the rest can be tried again.
'use client'
import { ErrorState } from '#src/ui/error-state.tsx'

export default function ViewError({ error, reset }: { error: Error; reset(): void }) {
  return <ErrorState error={error} onRetry={reset} />
}
