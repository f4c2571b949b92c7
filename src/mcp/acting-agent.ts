// Which agent a key speaks for: its own. Keys that may change issues anyway can name any.
import { readAgents } from '../agents/manage-agents.ts'
import type { Ctx } from '../platform/context.ts'
import { Forbidden, Invalid } from '../platform/errors.ts'

export interface NamedAgent {
  id: string
  name: string
}

/** For changes in an agent's name. @throws Forbidden `not_your_agent`, Invalid `no_agent` with the names that would do */
export async function actingAgent(ctx: Ctx, wanted: string | undefined): Promise<NamedAgent> {
  const agent = await namedAgent(ctx, wanted)
  if (agent.id === ctx.agentId || ctx.scopes.has('write')) return agent
  throw new Forbidden(
    'not_your_agent',
    ctx.agentId === undefined
      ? 'This key speaks for no agent. An admin makes one that does: POST /api/keys with {"name", "scopes": ["agent"], "agent"}.'
      : 'This key speaks for another agent. Leave out `agent`.',
  )
}

/** For reading. @throws Invalid `no_agent` */
export async function namedAgent(ctx: Ctx, wanted: string | undefined): Promise<NamedAgent> {
  const agents = await readAgents(ctx)
  const name = wanted?.toLowerCase()
  const agent =
    agents.find(({ id }) => id === (wanted ?? ctx.agentId)) ?? agents.find((known) => known.name.toLowerCase() === name)
  if (agent) return { id: agent.id, name: agent.name }
  const names = agents.slice(0, 20).map((known) => known.name)
  const choice = names.length > 0 ? `: ${names.join(', ')}` : '; the workspace has none yet'
  throw new Invalid([{ path: 'agent', message: `name the agent that you act for${choice}` }], 'no_agent')
}
