// How a run stands, as a badge.
import { Badge } from '../../ui/badge.tsx'
import type { Run } from './run-queries.ts'
import { runLook } from './run-words.ts'

export function RunStateBadge({ run }: { run: Run }) {
  const look = runLook(run)
  return (
    <Badge tone={look.tone} icon={look.icon} live={look.live}>
      {look.text}
    </Badge>
  )
}
