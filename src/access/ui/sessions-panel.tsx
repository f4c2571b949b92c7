// Who is logged in, where, and how to end it.
'use client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { MonitorSmartphone } from 'lucide-react'
import type { z } from 'zod'
import { api } from '../../ui/api-client.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { toastDone, toastProblem } from '../../ui/toast.tsx'
import type { openSessionsSchema } from '../schemas.ts'
import { browserName } from './browser-name.ts'
import { accessKeys } from './session.ts'

export function SessionsPanel() {
  const client = useQueryClient()
  const sessions = useQuery({
    queryKey: accessKeys.sessions,
    queryFn: () => api<z.infer<typeof openSessionsSchema>>('/api/auth/sessions'),
  })
  const end = useMutation({
    mutationFn: (id: string) => api<void>(`/api/auth/sessions/${id}`, { method: 'DELETE' }),
    onSuccess: () => toastDone('Ended. Its open pages ask for the password.'),
    onError: (error) => toastProblem(error),
    onSettled: () => client.invalidateQueries({ queryKey: accessKeys.sessions }),
  })
  if (sessions.error && !sessions.data) return <ErrorState error={sessions.error} onRetry={() => void sessions.refetch()} />
  if (!sessions.data) return <Skeleton className="h-16" />
  return (
    <ul className="flex flex-col divide-y">
      {sessions.data.items.map((session) => (
        <li key={session.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2">
          <MonitorSmartphone aria-hidden size={14} className="text-ink-3" />
          <span className="font-medium">{session.user.name}</span>
          <span className="text-ink-2">{browserName(session.user_agent)}</span>
          {session.is_current && <Badge tone="accent">this one</Badge>}
          <span className="ml-auto text-ink-3 text-meta">
            seen <RelativeTime at={session.last_seen_at} />
          </span>
          {!session.is_current && (
            <Button
              look="danger"
              className="h-6"
              busy={end.isPending && end.variables === session.id}
              onClick={() => end.mutate(session.id)}
            >
              End
            </Button>
          )}
        </li>
      ))}
    </ul>
  )
}
