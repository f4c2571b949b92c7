// Joins the live stream and lets what arrives refresh the views that show it.
'use client'
import { type QueryClient, type QueryKey, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useSession } from '#src/access/ui/session.ts'
import { patchBoard, refreshBoard } from '#src/board/ui/live-board.ts'
import { inboxKeys } from '#src/inbox/ui/inbox-queries.ts'
import { deliveryKeys } from '#src/intake/ui/delivery-queries.ts'
import { issueKeysTouchedBy, patchIssueLists } from '#src/issues/ui/live-issues.ts'
import type { LiveEvent } from '#src/ui/live/event-chain.ts'
import { joinLiveStream, listenLive } from '#src/ui/live/live-stream.ts'
import { viewKeys } from '#src/views/ui/view-queries.ts'

/** Long enough to gather a burst, short enough not to be seen. */
const gatherMs = 60

export function LiveUpdates() {
  const client = useQueryClient()
  const workspaceId = useSession().data?.workspace.id
  useEffect(() => {
    if (!workspaceId) return undefined
    const gathered = gatherInvalidations(client)
    const stopListening = listenLive({
      onEvent: (event) => {
        patchBoard(client, event)
        patchIssueLists(client, event)
        gathered.add(keysTouchedBy(event))
      },
      onGap: (position) => {
        void refreshBoard(client, position)
        void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'board' && query.queryKey[0] !== 'session' })
      },
    })
    const leave = joinLiveStream(workspaceId)
    return () => {
      leave()
      stopListening()
      gathered.stop()
    }
  }, [client, workspaceId])
  return null
}

/** Which loaded answers an event makes stale. */
function keysTouchedBy(event: LiveEvent): QueryKey[] {
  const noun = event.type.split('.')[0]
  const keys: QueryKey[] = issueKeysTouchedBy(event)
  if (noun === 'run' || noun === 'plan' || noun === 'decision') keys.push(['runs'], ['run'], ['fleet'])
  if (noun === 'fix' || noun === 'pr' || noun === 'deployment') keys.push(['fixes'], ['deployments'], ['deployment'])
  if (noun === 'delivery') keys.push(deliveryKeys.list, deliveryKeys.one)
  if (noun === 'workspace' || noun === 'policy') keys.push(['workspace'], ['fleet'], ['workspaces'])
  if (noun === 'notification') keys.push(inboxKeys.all)
  else if (event.issue_id) keys.push(inboxKeys.lists)
  if (noun === 'view') keys.push(viewKeys.all)
  if (noun === 'member' || noun === 'invitation') keys.push(['members'], ['invitations'], ['session'])
  if (noun === 'webhook') keys.push(['webhooks'], ['webhook-deliveries'])
  if (noun === 'repository' || noun === 'agent' || noun === 'label' || noun === 'status' || noun === 'demo')
    keys.push([`${noun}s`], ['repositories'], ['guide'])
  return keys
}

function gatherInvalidations(client: QueryClient) {
  const waiting = new Map<string, QueryKey>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const flush = () => {
    timer = undefined
    const keys = [...waiting.values()]
    waiting.clear()
    for (const queryKey of keys) void client.invalidateQueries({ queryKey })
  }
  return {
    add: (keys: QueryKey[]) => {
      for (const key of keys) waiting.set(JSON.stringify(key), key)
      timer ??= setTimeout(flush, gatherMs)
    },
    stop: () => clearTimeout(timer),
  }
}
