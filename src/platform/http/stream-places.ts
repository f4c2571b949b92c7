// Counts the event streams that are open at this process, by caller and by workspace, and lets no one take all of them.
import type { ServerResponse } from 'node:http'
import type { Ctx } from '../context.ts'
import { type Limited, limits, tooManyAtOnce } from '../limits.ts'

/** A reader that was cut off is noticed and its place free within about so long. */
const retryAfterSeconds = 15

export interface StreamPlaces {
  /** One place until the response is closed. @throws LimitExceeded `limit_exceeded` before anything is written */
  take(ctx: Pick<Ctx, 'actor' | 'session' | 'workspaceId'>, response: Pick<ServerResponse, 'once' | 'closed' | 'destroyed'>): void
}

export function createStreamPlaces(): StreamPlaces {
  const taken = new Map<string, number>()
  const add = (name: string, step: 1 | -1) => {
    const count = (taken.get(name) ?? 0) + step
    if (count > 0) taken.set(name, count)
    else taken.delete(name)
  }
  return {
    take(ctx, response) {
      const wanted: [string, Limited][] = [
        [`workspace ${ctx.workspaceId}`, 'workspace_streams'],
        // Everybody behind a shared password is one person: their browsers are told apart by their sessions.
        ctx.session ? [`session ${ctx.session.id}`, 'session_streams'] : [`${ctx.actor.type} ${ctx.actor.id}`, 'key_streams'],
      ]
      for (const [name, limited] of wanted)
        if ((taken.get(name) ?? 0) >= limits[limited].most) throw tooManyAtOnce(limited, retryAfterSeconds)
      if (response.closed || response.destroyed) return
      for (const [name] of wanted) add(name, 1)
      response.once('close', () => {
        for (const [name] of wanted) add(name, -1)
      })
    },
  }
}
