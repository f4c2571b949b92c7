// The workers that issues can be assigned to.
import { authorize } from '../access/authorize.ts'
import { holdWorkspace } from '../access/hold-workspace.ts'
import { loadWorkspace } from '../access/load-workspace.ts'
import { requireFreshPassword } from '../access/require-fresh-password.ts'
import { type Ctx, withTransaction } from '../platform/context.ts'
import { databaseErrorOf, Invalid, NotFound, Unprocessable } from '../platform/errors.ts'
import { decodeCursor, timeIdCursor, toPage } from '../platform/http/cursor.ts'
import { refuseOneMore } from '../platform/limits.ts'
import { judgeUrl } from '../platform/net/target-url.ts'
import { type AgentSettingsInput, agentSettingsOf, givenSettings, splitSettings } from './agent-settings.ts'
import {
  type AgentChanges,
  type AgentRow,
  changeAgentRow,
  clearDefaultAgent,
  countAgents,
  findAgentRow,
  insertAgentRow,
  listAgentRows,
  pageAgentRows,
} from './store.ts'

export interface CreateAgent extends AgentSettingsInput {
  name: string
  adapter: AgentRow['adapter']
  model?: string | null | undefined
  enabled?: boolean | undefined
  webhook_url?: string | null | undefined
  is_default?: boolean | undefined
}

export async function readAgents(ctx: Ctx): Promise<AgentRow[]> {
  authorize(ctx, 'event.read')
  return listAgentRows(ctx.db, ctx.workspaceId)
}

/** Oldest first. */
export async function listAgents(ctx: Ctx, page: { limit: number; cursor?: string | undefined }) {
  authorize(ctx, 'event.read')
  const after = page.cursor === undefined ? undefined : decodeCursor(page.cursor, timeIdCursor)
  const rows = await pageAgentRows(ctx.db, ctx.workspaceId, { limit: page.limit, after })
  return toPage(rows, page.limit, (row) => [row.created_at.toISOString(), row.id])
}

export async function createAgent(ctx: Ctx, input: CreateAgent): Promise<AgentRow> {
  authorize(ctx, 'agent.manage')
  refusePrivateAddress(ctx, input.webhook_url)
  if (input.webhook_url) requireFreshPassword(ctx)
  return withTransaction(ctx, async (tx) => {
    await holdWorkspace(tx)
    await refuseRealInDemo(tx, input.adapter)
    const others = await countAgents(tx.db, tx.workspaceId)
    refuseOneMore('agents', others)
    const isDefault = input.is_default ?? others === 0
    if (isDefault) await clearDefaultAgent(tx.db, tx.workspaceId)
    const row = await refuseTakenName(() =>
      insertAgentRow(tx.db, {
        id: tx.newId('agt'),
        workspace_id: tx.workspaceId,
        name: input.name,
        adapter: input.adapter,
        model: input.model ?? null,
        enabled: input.enabled ?? true,
        webhook_url: input.webhook_url ?? null,
        is_default: isDefault,
        settings: givenSettings(input.adapter, splitSettings(input).settings),
        created_at: tx.now,
      }),
    )
    tx.emit({ type: 'agent.created', subject: { type: 'agent', id: row.id }, payload: { name: row.name, adapter: row.adapter } })
    return row
  })
}

export type ChangeAgent = Omit<AgentChanges, 'deleted_at' | 'settings'> & AgentSettingsInput

export async function changeAgent(ctx: Ctx, id: string, input: ChangeAgent): Promise<AgentRow> {
  authorize(ctx, 'agent.manage')
  const { columns, settings } = splitSettings(input)
  refusePrivateAddress(ctx, columns.webhook_url)
  return withTransaction(ctx, async (tx) => {
    const before = await existing(tx, id)
    const changes = { ...columns, settings: givenSettings(before.adapter, settings) }
    // What is assigned to the agent is told to a new address: as with the address of a webhook, the password is asked for.
    if (changes.webhook_url && changes.webhook_url !== before.webhook_url) requireFreshPassword(ctx)
    if (changes.enabled || changes.is_default) await refuseRealInDemo(tx, before.adapter)
    if (changes.is_default) await clearDefaultAgent(tx.db, tx.workspaceId)
    const after = await refuseTakenName(() => changeAgentRow(tx.db, id, changes))
    const changed = Object.fromEntries(Object.keys(input).map((field) => [field, [told(before, field), told(after, field)]]))
    tx.emit({ type: 'agent.updated', subject: { type: 'agent', id }, payload: { changes: changed } })
    return after
  })
}

/** Everybody hears of agents, and tokens stand in addresses: of those it is only said that they changed. */
function told(row: AgentRow, field: string): unknown {
  return field === 'webhook_url' && row.webhook_url !== null ? 'hidden' : Reflect.get({ ...row, ...agentSettingsOf(row) }, field)
}

/** What its text alone tells; where its name leads is looked at before each message. */
function refusePrivateAddress(ctx: Ctx, url: string | null | undefined): void {
  const verdict = url ? judgeUrl(url, ctx.system.config.OUTBOUND_ALLOW) : null
  if (!verdict || verdict.ok) return
  throw new Invalid(
    [{ path: 'webhook_url', message: verdict.sentence }],
    verdict.code === 'private_address' ? verdict.code : 'invalid',
  )
}

/** A deleted agent keeps its past; issues stay assigned to it in name only and start nothing. */
export async function deleteAgent(ctx: Ctx, id: string): Promise<void> {
  authorize(ctx, 'agent.manage')
  await withTransaction(ctx, async (tx) => {
    const row = await existing(tx, id)
    await changeAgentRow(tx.db, id, { deleted_at: tx.now, enabled: false, is_default: false })
    tx.emit({ type: 'agent.deleted', subject: { type: 'agent', id }, payload: { name: row.name } })
  })
}

/** A demo shows what costs nothing and touches nothing: a real agent there would spend money on made-up issues. */
async function refuseRealInDemo(tx: Ctx, adapter: AgentRow['adapter']): Promise<void> {
  if (adapter === 'simulator' || !(await loadWorkspace(tx)).isDemo) return
  throw new Unprocessable(
    'demo_workspace',
    'This is a demo workspace: only simulated agents work here. Use the adapter `simulator`, or add the agent to another workspace.',
  )
}

async function existing(ctx: Ctx, id: string): Promise<AgentRow> {
  const row = await findAgentRow(ctx.db, ctx.workspaceId, id)
  if (!row) throw new NotFound('agent', id)
  return row
}

async function refuseTakenName<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    if (databaseErrorOf(error)?.code === '23505') throw new Invalid([{ path: 'name', message: 'is taken already' }], 'name_taken')
    throw error
  }
}
