// A moved clock makes every time on the screen doubtful: said in red, above everything.
'use client'
import { Clock } from 'lucide-react'
import { useHealth } from '#src/ui/health.ts'

export function TestClockBanner() {
  const health = useHealth()
  if (!health?.test_clock) return null
  return (
    <div
      role="alert"
      className="flex items-center gap-2 border-fail border-b bg-fail-soft px-4 py-1 font-medium text-fail text-meta"
    >
      <Clock aria-hidden size={13} />
      Test clock: business time can be moved. Nothing here is proof of anything.
    </div>
  )
}
