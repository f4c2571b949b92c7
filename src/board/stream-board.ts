// GET /api/board/stream: every event of the workspace that the caller may hear, once and in order, from where the client stopped.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Ctx } from '../platform/context.ts'
import { openEventStream, readResumePosition } from '../platform/http/event-stream.ts'
import type { EventTails } from './event-tails.ts'
import { Subscriber } from './subscriber.ts'

const recheckMs = 30_000

export async function streamBoard(
  ctx: Ctx,
  tails: EventTails,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const tail = tails.tailOf(ctx.workspaceId)
  await tail.start()
  const stream = openEventStream(response)
  const subscriber = new Subscriber(ctx, tail, stream)
  const recheck = setInterval(() => void subscriber.recheck(), recheckMs)
  const close = () => {
    clearInterval(recheck)
    subscriber.stop()
  }
  if (stream.closed.aborted) return close()
  stream.closed.addEventListener('abort', close, { once: true })
  await subscriber.start(readResumePosition(request))
}
