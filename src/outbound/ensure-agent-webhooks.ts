// An agent with a webhook_url is told what it is assigned: it gets a subscriber of its own, with a log like any other.
import { systemContext, withTransaction } from '../platform/context.ts'
import type { Runtime } from '../platform/runtime.ts'
import { insertAgentWebhook, listUntoldAgents } from './store/webhooks.ts'

export async function ensureAgentWebhooks(runtime: Runtime): Promise<void> {
  for (const agent of await listUntoldAgents(runtime.database.kysely)) {
    await withTransaction(systemContext(runtime, agent.workspace_id), async (tx) => {
      const id = tx.newId('whk')
      const isNew = await insertAgentWebhook(tx.db, {
        id,
        workspace_id: tx.workspaceId,
        kind: 'agent',
        name: agent.name,
        agent_id: agent.id,
        // Made after the fact: it hears of all that the cursor has not passed, as its address may have come with an assignment.
        since_seq: 0,
        event_types: ['issue.assigned'],
        enabled: true,
        created_by: tx.actor,
        created_at: tx.now,
      })
      if (isNew)
        tx.emit({ type: 'webhook.created', subject: { type: 'webhook', id }, payload: { name: agent.name, kind: 'agent' } })
    })
  }
}
