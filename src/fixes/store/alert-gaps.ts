// SQL about times in which alerts may have been silent whatever happened.
import { sql } from 'kysely'
import { alertKey, alertRuleKey, cutNotificationsKey, unnamedRule } from '../../intake/domain/object-key.ts'
import type { Db } from '../../platform/db/open-database.ts'
import type { AlertGap } from '../domain/channels.ts'

interface Alerts {
  workspaceId: string
  externalIds: readonly string[]
  from: Date
  until: Date
}

/** Whether a rule of the alerts was blind within a span of time, or a notification of their sender was cut. */
export async function findAlertGap(db: Db, alerts: Alerts): Promise<AlertGap | null> {
  const { workspaceId, from, until } = alerts
  const told = await listRules(db, alerts)
  const keys = told.flatMap(({ rule }) => (rule === null ? [] : [alertRuleKey(rule)]))
  // Of what was told before rules were kept nobody knows the rule: any may be it.
  const isAnyRule = told.some(({ rule }) => rule === null)
  const connections = told.map((each) => each.connection_id)
  // A rule may be told over two connections; what names no rule concerns all of its own.
  const theirs = sql`workspace_id = ${workspaceId} and (object_key = any (${keys}::text[])
    or connection_id = any (${connections}::text[]) and (object_key = any (${[alertRuleKey(unnamedRule), cutNotificationsKey]}::text[])
      or ${isAnyRule}::boolean and object_key like 'loki:rule:%'))`
  const { rows } = await sql<{ kind: string }>`
    select kind from (
      select distinct on (object_key, payload ->> 'instance') kind from dispatch_signal where ${theirs} and occurred_at < ${from}
      order by object_key, payload ->> 'instance', occurred_at desc, kind = 'alert_rule_sighted' desc) before
    where kind = 'alert_rule_blind'
    union
    select kind from dispatch_signal where ${theirs} and occurred_at between ${from} and ${until}`.execute(db)
  if (rows.length === 0) return null
  return rows.every(({ kind }) => kind === 'alerts_cut') ? 'cut' : 'blind'
}

async function listRules(
  db: Db,
  { workspaceId, externalIds }: Alerts,
): Promise<{ connection_id: string; rule: string | null }[]> {
  const { rows } = await sql<{ connection_id: string; rule: string | null }>`
    select distinct connection_id, payload ->> 'ruleKey' as rule from dispatch_signal
    where workspace_id = ${workspaceId} and object_key = any (${externalIds.map(alertKey)}::text[]) and connection_id is not null`.execute(
    db,
  )
  return rows
}
