// An agent's one secret: it signs what the agent reports to us and what we tell the agent.

/** What binds a sealed secret to its agent. */
export function secretPurpose(agentId: string): string {
  return `agent ${agentId} events`
}
