// How long deliveries are kept, at the end of the list.
'use client'
import Link from 'next/link'
import { useWorkspace } from '../../access/ui/session.ts'

export function KeptLine() {
  const policy = useWorkspace().data?.policy
  if (!policy) return null
  const { keep_deliveries_days: days, keep_dead_deliveries_days: deadDays } = policy
  return (
    <p className="px-4 pb-16 text-ink-3 text-meta">
      Kept for {days} days, given up ones for {Math.max(days, deadDays)}.{' '}
      <Link href="/settings#policy" className="text-accent hover:underline">
        Change
      </Link>
    </p>
  )
}
