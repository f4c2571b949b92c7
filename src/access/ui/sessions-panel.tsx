// Where one is logged in, how to end it, and for admins the sessions of everybody in the workspace.
'use client'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { z } from 'zod'
import { api } from '../../ui/api-client.ts'
import { problemText } from '../../ui/api-problem.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorState, Notice } from '../../ui/error-state.tsx'
import { itemsOf } from '../../ui/page.ts'
import { Skeleton } from '../../ui/skeleton.tsx'
import { toastDone, toastProblem } from '../../ui/toast.tsx'
import type { openSessionsSchema } from '../schemas.ts'
import { accessKeys, useSession } from './session.ts'
import { SessionRow } from './session-row.tsx'

type OpenSessions = z.infer<typeof openSessionsSchema>

export function SessionsPanel() {
  const me = useSession().data
  const client = useQueryClient()
  const [asking, setAsking] = useState(false)
  const sessions = useInfiniteQuery({
    queryKey: accessKeys.sessions,
    queryFn: ({ pageParam }) => api<OpenSessions>('/api/auth/sessions', { query: { limit: 100, cursor: pageParam } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  })
  const end = useMutation({
    mutationFn: endSession,
    onSuccess: () => toastDone('Ended. Its open pages ask for the login.'),
    onError: (error) => toastProblem(error),
    onSettled: () => client.invalidateQueries({ queryKey: accessKeys.sessions }),
  })
  if (sessions.error && !sessions.data) return <ErrorState error={sessions.error} onRetry={() => void sessions.refetch()} />
  if (!sessions.data) return <Skeleton className="h-16" />
  const items = itemsOf(sessions.data.pages, ({ id }) => id)
  const isMine = (session: OpenSessions['items'][number]) => session.is_current || session.user.id === me?.actor.id
  const mine = items.filter(isMine)
  const others = items.filter((session) => !isMine(session))
  const elsewhere = mine.filter((session) => !session.is_current)
  const row = (session: OpenSessions['items'][number]) => (
    <SessionRow
      key={session.id}
      session={session}
      isOwn={isMine(session)}
      isEnding={end.isPending && end.variables === session.id}
      onEnd={session.role === 'owner' && !isMine(session) && me?.role !== 'owner' ? undefined : () => end.mutate(session.id)}
    />
  )
  return (
    <div className="flex flex-col gap-3">
      <ul aria-label="Your sessions" className="flex flex-col divide-y">
        {mine.map(row)}
      </ul>
      {elsewhere.length > 0 && (
        <div>
          <Button look="danger" onClick={() => setAsking(true)}>
            End all my others
          </Button>
        </div>
      )}
      {others.length > 0 && (
        <>
          <h3 className="font-medium text-ink-2 text-meta">Of others in this workspace</h3>
          <ul aria-label="Sessions of others" className="flex flex-col divide-y">
            {others.map(row)}
          </ul>
        </>
      )}
      {sessions.hasNextPage && (
        <Button look="ghost" busy={sessions.isFetchingNextPage} onClick={() => void sessions.fetchNextPage()}>
          Load more
        </Button>
      )}
      {asking && <EndOthersDialog ids={elsewhere.map(({ id }) => id)} onClose={() => setAsking(false)} />}
    </div>
  )
}

function endSession(id: string): Promise<void> {
  return api<void>(`/api/auth/sessions/${id}`, { method: 'DELETE' })
}

function EndOthersDialog({ ids, onClose }: { ids: string[]; onClose(): void }) {
  const client = useQueryClient()
  const end = useMutation({
    mutationFn: async () => {
      for (const id of ids) await endSession(id)
    },
    onSuccess: () => {
      toastDone('Ended. You are logged in here only.')
      onClose()
    },
    onSettled: () => client.invalidateQueries({ queryKey: accessKeys.sessions }),
  })
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`End ${ids.length === 1 ? 'the other session' : `${ids.length} other sessions`}?`}
      description="Their open pages ask for the login. Drafts stay in those browsers."
      footer={
        <>
          <Button onClick={onClose}>Leave them</Button>
          <Button look="danger" busy={end.isPending} onClick={() => end.mutate()}>
            End them
          </Button>
        </>
      }
    >
      {end.error && <Notice>{problemText(end.error)}</Notice>}
    </Dialog>
  )
}
