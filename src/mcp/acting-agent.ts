// Which agent a key acts for: the one it names, else the one that has the key's own name.
import { readAgents } from '../agents/manage-agents.ts'
import type { Ctx } from '../platform/context.ts'
import { Invalid } from '../platform/errors.ts'

/** @throws Invalid, with the names that would do */
export async function actingAgent(ctx: Ctx, wanted: string | undefined): Promise<{ id: string; name: string }> {
  const agents = await readAgents(ctx)
  const name = (wanted ?? ctx.actor.name).toLowerCase()
  const agent = agents.find(({ id }) => id === wanted) ?? agents.find((known) => known.name.toLowerCase() === name)
  if (agent) return { id: agent.id, name: agent.name }
  const names = agents.slice(0, 20).map((known) => known.name)
  throw new Invalid(
    [
      {
        path: 'agent',
        message: `name the agent that you act for${names.length > 0 ? `: ${names.join(', ')}` : '; the workspace has none yet'}`,
      },
    ],
    'no_agent',
  )
}
