// The board's stream, opened by one tab and heard by all: a chain of events that every view of this tab listens to.
import { apiUrl } from '../api-client.ts'
import { createStore } from '../external-store.ts'
import { sessionState } from '../session-state.ts'
import { type ChainMessage, createEventChain, type LiveEvent } from './event-chain.ts'
import { whenLeader } from './leadership.ts'
import { openSse, type SseMessage } from './sse-connection.ts'

export type LiveStatus = { kind: 'connecting' } | { kind: 'live' } | { kind: 'catching_up' } | { kind: 'offline'; since: number }

export const liveStatus = createStore<LiveStatus>({ kind: 'connecting' })

type TabMessage = ChainMessage | { kind: 'status'; status: LiveStatus } | { kind: 'ask' }

export interface LiveListener {
  onEvent(event: LiveEvent): void
  /** Events up to that position may have been missed: what shows an older state must be loaded again. */
  onGap(position: number): void
}

const chain = createEventChain()
const listeners = new Set<LiveListener>()

export function listenLive(listener: LiveListener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Events after a snapshot's position that came before the snapshot; null: load it again. */
export function eventsSince(position: number): LiveEvent[] | null {
  return chain.since(position)
}

/** Joins the stream of this browser and workspace; returns how to leave it. */
export function joinLiveStream(workspaceId: string): () => void {
  const lifetime = new AbortController()
  const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(`dispatch.live.${workspaceId}`)
  let leads = false
  const tell = (message: TabMessage) => channel?.postMessage(message)

  channel?.addEventListener('message', ({ data }: MessageEvent<TabMessage>) => {
    if (data.kind === 'ask') {
      if (!leads) return
      const position = chain.position()
      if (position !== null) tell({ kind: 'start', position })
      tell({ kind: 'status', status: liveStatus.get() })
    } else if (data.kind === 'status') liveStatus.set(data.status)
    else hear(data)
  })
  whenLeader(`dispatch.live.${workspaceId}`, lifetime.signal, () => {
    if (lifetime.signal.aborted) return
    leads = true
    const connection = lead(tell)
    lifetime.signal.addEventListener('abort', connection.close)
  })
  tell({ kind: 'ask' })
  return () => {
    lifetime.abort()
    channel?.close()
  }
}

function hear(message: ChainMessage): void {
  const verdict = chain.accept(message)
  if (verdict === 'known') return
  for (const listener of listeners) {
    try {
      if (verdict === 'gap') listener.onGap(chain.position() ?? 0)
      else if (message.kind === 'event') listener.onEvent(message.event)
    } catch (error) {
      reportError(error) // a view that cannot show an event must not cut the stream for all
    }
  }
}

function lead(tell: (message: TabMessage) => void): { close(): void } {
  const share = (message: ChainMessage) => {
    hear(message)
    tell(message)
  }
  const setStatus = (status: LiveStatus) => {
    liveStatus.set(status)
    tell({ kind: 'status', status })
  }
  let target = 0
  const settle = () => setStatus((chain.position() ?? 0) >= target ? { kind: 'live' } : { kind: 'catching_up' })
  return openSse({
    url: (after) => apiUrl('/api/board/stream', { after }),
    after: chain.position(),
    onState: (state) => {
      const current = liveStatus.get()
      if (state === 'offline' && current.kind !== 'offline') setStatus({ kind: 'offline', since: Date.now() })
    },
    onMessage: (message) => {
      if (message.event === 'hello' || message.event === 'reset') {
        target = positionOf(message)
        // Without a position of our own, or after a reset, the stream goes on from here.
        if (chain.position() === null || message.event === 'reset') share({ kind: 'start', position: target })
      } else if (message.event === 'position' && message.id !== null) {
        share({ kind: 'skip', previous: chain.position() ?? message.id - 1, position: message.id })
      } else if (message.event !== 'bye' && message.id !== null) {
        share({ kind: 'event', previous: chain.position() ?? message.id - 1, event: toEvent(message) })
      }
      if (message.event !== 'bye') settle()
    },
    onRefused: waitForSession,
  })
}

/** 401: waits until somebody has logged in again. Anything else passes by itself. */
async function waitForSession(status: number): Promise<boolean> {
  if (status !== 401) return true
  sessionState.set('expired')
  liveStatus.set({ kind: 'offline', since: Date.now() })
  await new Promise<void>((resolve) => {
    const stop = sessionState.subscribe(() => {
      if (sessionState.get() !== 'open') return
      stop()
      resolve()
    })
  })
  return true
}

function positionOf({ data }: SseMessage): number {
  const position = typeof data === 'object' && data !== null && 'position' in data ? Number(data.position) : 0
  return Number.isFinite(position) ? position : 0
}

/** The stream's own frames follow one schema on the server; this is where they get their type. */
function toEvent({ data }: SseMessage): LiveEvent {
  return data as LiveEvent
}
