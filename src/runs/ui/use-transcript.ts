// The transcript of a run: what is stored, then live. Few tabs hold a stream; the others ask again.
'use client'
import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { api, apiUrl } from '../../ui/api-client.ts'
import { takePlace } from '../../ui/live/leadership.ts'
import { openSse } from '../../ui/live/sse-connection.ts'
import type { Page } from '../../ui/page.ts'
import { type Run, runKeys, type TranscriptEntry } from './run-queries.ts'

const transcriptKey = (runId: string) => ['transcript', runId] as const
/** Browsers allow six connections to one host; the board's stream and requests need some. */
const streamsPerBrowser = 3
const pollMs = 2000

export function useTranscript(run: Pick<Run, 'id' | 'state'>) {
  const client = useQueryClient()
  const isActive = run.state !== 'finished'
  const [isStreaming, setStreaming] = useState(false)
  const query = useQuery({
    queryKey: transcriptKey(run.id),
    queryFn: ({ signal }) => loadRest(client, run.id, signal),
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: isActive && !isStreaming ? pollMs : false,
  })
  const isLoaded = query.data !== undefined
  useEffect(() => {
    if (!isActive || !isLoaded) return undefined
    return streamWhileVisible(client, run.id, setStreaming)
  }, [client, run.id, isActive, isLoaded])
  // The last entries may have been stored after the stream was closed.
  useEffect(() => {
    if (!isActive) void client.invalidateQueries({ queryKey: transcriptKey(run.id) })
  }, [client, run.id, isActive])
  return query
}

/** All entries after those that are known, page by page. */
async function loadRest(client: QueryClient, runId: string, signal: AbortSignal): Promise<TranscriptEntry[]> {
  let entries = client.getQueryData<TranscriptEntry[]>(transcriptKey(runId)) ?? []
  for (;;) {
    const after = entries.at(-1)?.seq ?? 0
    const page = await api<Page<TranscriptEntry>>(`/api/runs/${encodeURIComponent(runId)}/transcript`, {
      query: { after },
      signal,
    })
    entries = appendEntries(entries, page.items)
    if (page.items.length === 0 || page.next_cursor === null) return entries
  }
}

/** Entries have a gap-free sequence: known ones are left out. */
export function appendEntries(entries: TranscriptEntry[], more: readonly TranscriptEntry[]): TranscriptEntry[] {
  const last = entries.at(-1)?.seq ?? 0
  const fresh = more.filter((entry) => entry.seq > last)
  return fresh.length === 0 ? entries : [...entries, ...fresh]
}

function streamWhileVisible(client: QueryClient, runId: string, setStreaming: (value: boolean) => void): () => void {
  let stop: (() => void) | null = null
  let isWanted = true
  const start = async () => {
    if (stop || document.hidden) return
    stop = () => undefined
    const place = await takePlace('dispatch.run-stream', streamsPerBrowser)
    if (!place || !isWanted || document.hidden) {
      place?.release()
      stop = null
      return
    }
    const connection = openStream(client, runId)
    setStreaming(true)
    stop = () => {
      connection.close()
      place.release()
      setStreaming(false)
      stop = null
    }
  }
  const onVisibility = () => {
    if (document.hidden) stop?.()
    else void start()
  }
  document.addEventListener('visibilitychange', onVisibility)
  void start()
  return () => {
    isWanted = false
    document.removeEventListener('visibilitychange', onVisibility)
    stop?.()
  }
}

function openStream(client: QueryClient, runId: string): { close(): void } {
  return openSse({
    url: (after) => apiUrl(`/api/runs/${encodeURIComponent(runId)}/stream`, { after }),
    after: client.getQueryData<TranscriptEntry[]>(transcriptKey(runId))?.at(-1)?.seq ?? 0,
    onState: () => undefined,
    // Gone, or no longer allowed: the query says so better. Too many streams at once: one may end.
    onRefused: (status) => status >= 500 || status === 429,
    onMessage: ({ event, data }) => {
      if (event === 'entry') takeEntry(client, runId, data as TranscriptEntry)
      if (event === 'run') client.setQueryData(runKeys.one(runId), data as Run)
    },
  })
}

/** Appends the entry; if one before it is missing, the rest is asked for instead. */
function takeEntry(client: QueryClient, runId: string, entry: TranscriptEntry): void {
  const entries = client.getQueryData<TranscriptEntry[]>(transcriptKey(runId)) ?? []
  if (entry.seq > (entries.at(-1)?.seq ?? 0) + 1) void client.invalidateQueries({ queryKey: transcriptKey(runId) })
  else client.setQueryData(transcriptKey(runId), appendEntries(entries, [entry]))
}
