// What happened since the caller last looked.
import { z } from 'zod'
import { fittingPage } from '../fitting-page.ts'
import { pollEvents } from '../poll-events.ts'
import { defineTool } from '../tool.ts'

const pollEventsTool = defineTool({
  name: 'poll_events',
  title: 'Poll events',
  description:
    'Events of the workspace, oldest first, at least once each. Deal with them, then pass next_cursor as cursor: that confirms them. Without a cursor you get again what you have not confirmed.',
  callers: ['key'],
  action: 'event.read',
  isReadOnly: true,
  input: z.strictObject({
    cursor: z.number().int().min(0).optional(),
    limit: z.number().int().min(1).max(100).default(30),
    types: z
      .array(z.string().regex(/^[a-z_]+\.[a-z_]+$/))
      .min(1)
      .max(20)
      .describe('Only these, e.g. issue.assigned.')
      .optional(),
  }),
  async call(ctx, { limit, ...poll }) {
    const { items, next_cursor } = await fittingPage(limit, async (size) => {
      const { events, next_cursor: next } = await pollEvents(ctx, { ...poll, limit: size })
      return { items: events, next_cursor: next }
    })
    return { summary: `${items.length} events. Confirm them with cursor ${next_cursor}.`, events: items, next_cursor }
  },
})

export const eventTools = [pollEventsTool]
