// `dispatch plan show`.
import type { Command } from 'commander'
import { type Plan, planSchema } from '../../runs/schemas.ts'
import type { ApiClient } from '../shared/client.ts'
import { openTools } from '../shared/command.ts'
import { plainText } from '../shared/plain-text.ts'
import type { Screen } from '../shared/screen.ts'
import { facts } from '../shared/table.ts'
import { ago } from '../shared/times.ts'

export async function showPlan(issue: string, command: Command): Promise<void> {
  const { planVersion: version } = command.opts<{ planVersion?: number }>()
  const { screen, client } = await openTools(command)
  const plan = await readPlan(client, issue, version)
  if (screen.json) return screen.printJson(plan)
  printPlan(screen, plan)
}

export function readPlan(client: ApiClient, issue: string, version?: number): Promise<Plan> {
  return client.get(`/api/issues/${encodeURIComponent(issue)}/plan`, planSchema, { version })
}

export function printPlan(screen: Screen, plan: Plan): void {
  const { version, versions, state, created_by, created_at, decided_by, decided_at, feedback, content_hash, content } = plan
  screen.print(
    facts(screen, [
      ['Version', versions.length > 1 ? `${version} of ${versions.length}` : String(version)],
      ['State', state.replaceAll('_', ' ')],
      ['Made', `${ago(created_at)} by ${created_by.name}`],
      ['Decided', decided_by && `${ago(decided_at)} by ${decided_by.name}`],
      ['Feedback', feedback],
      ['Hash', content_hash],
    ]),
  )
  screen.print(`\n${plainText(content).trim()}`)
}
