// One open session: whose it is, the device, when it was used last.
'use client'
import { MonitorSmartphone } from 'lucide-react'
import type { z } from 'zod'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import type { openSessionsSchema } from '../schemas.ts'
import { browserName } from './browser-name.ts'
import { roleLabel } from './role-words.ts'

interface SessionRowProps {
  session: z.infer<typeof openSessionsSchema>['items'][number]
  isOwn: boolean
  isEnding: boolean
  /** Undefined: not for the one who looks. */
  onEnd: (() => void) | undefined
}

export function SessionRow({ session, isOwn, isEnding, onEnd }: SessionRowProps) {
  const device = browserName(session.user_agent)
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2">
      <MonitorSmartphone aria-hidden size={14} className="text-ink-3" />
      {!isOwn && <span className="font-medium">{session.user.name}</span>}
      <span className={isOwn ? 'font-medium' : 'text-ink-2'}>{device}</span>
      {session.is_current && <Badge tone="accent">this one</Badge>}
      {session.shared_password && <Badge>shared password</Badge>}
      {!isOwn && <span className="text-ink-3 text-meta">{roleLabel(session.role)}</span>}
      <span className="ml-auto text-ink-3 text-meta">
        since <RelativeTime at={session.created_at} /> · seen <RelativeTime at={session.last_seen_at} />
      </span>
      {!session.is_current && onEnd && (
        <Button
          look="danger"
          className="h-6"
          aria-label={isOwn ? `End ${device}` : `End ${device} of ${session.user.name}`}
          busy={isEnding}
          onClick={onEnd}
        >
          End
        </Button>
      )}
      {!onEnd && <span className="text-ink-3 text-meta">for owners</span>}
    </li>
  )
}
