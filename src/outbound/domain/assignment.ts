// Does this event give an issue to an agent that runs elsewhere? Then the agent is told, whichever way it came about.
import type { OutboundEvent } from './payload.ts'

export interface AssignedAgent {
  id: string
  name: string
}

/** The event as `issue.assigned`, the way the agent hears it; null when it gives the agent nothing. */
export function assignmentOf(event: OutboundEvent, agent: AssignedAgent): OutboundEvent | null {
  // Who takes an issue knows.
  if (event.actor.id === agent.id || causeOf(event) === 'claimed') return null
  if (event.type === 'issue.created') {
    const isGiven = Reflect.get(Object(event.payload.issue), 'assignee') === agent.name
    return isGiven ? { ...event, type: 'issue.assigned', payload: { changes: { assignee: [null, { ...agent }] } } } : null
  }
  if (event.type !== 'issue.assigned' && event.type !== 'issue.moved' && event.type !== 'issue.updated') return null
  const change: unknown = Reflect.get(Object(event.payload.changes), 'assignee')
  const isGiven = Array.isArray(change) && Reflect.get(Object(change[1]), 'id') === agent.id
  return isGiven ? { ...event, type: 'issue.assigned' } : null
}

function causeOf(event: OutboundEvent): unknown {
  return Reflect.get(Object(event.payload.cause), 'code')
}
