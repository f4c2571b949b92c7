// Answers in the words of the API: problems, pages, and server-sent events.
import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'

export function problem(
  c: Context,
  status: 400 | 401 | 403 | 404 | 409 | 412 | 422 | 429,
  code: string,
  detail: string,
  extra: Record<string, unknown> = {},
) {
  return c.json(
    { type: `about:blank#${code}`, title: code.replaceAll('_', ' '), status, detail, code, request_id: 'req_preview', ...extra },
    status,
    {
      'content-type': 'application/problem+json',
      ...(status === 429 && { 'retry-after': '20' }),
    },
  )
}

/** A page by offset; the cursor is opaque to the client all the same. */
export function pageOf<T>(items: T[], c: Context, fallback = 50): { items: T[]; next_cursor: string | null } {
  const limit = Number(c.req.query('limit') ?? fallback)
  const start = Number(c.req.query('cursor') ?? 0)
  const end = start + limit
  return { items: items.slice(start, end), next_cursor: end < items.length ? String(end) : null }
}

/** Whether the value passes a repeatable query parameter. */
export function passes(c: Context, key: string, ...values: (string | undefined)[]): boolean {
  const wanted = c.req.queries(key)?.filter(Boolean) ?? []
  return wanted.length === 0 || wanted.some((item) => values.some((value) => value?.toLowerCase() === item.toLowerCase()))
}

type Send = (event: { id?: string; event: string; data: unknown }) => void

/** Keeps the stream open until the client leaves; `open` gets the sender and returns its own cleaning up. */
export function eventStream(c: Context, open: (send: Send) => () => void) {
  return streamSSE(c, async (stream) => {
    const close = open(({ id, event, data }) => void stream.writeSSE({ ...(id && { id }), event, data: JSON.stringify(data) }))
    const beat = setInterval(() => void stream.write(': beat\n\n'), 15_000)
    await new Promise<void>((resolve) => stream.onAbort(resolve))
    clearInterval(beat)
    close()
  })
}
