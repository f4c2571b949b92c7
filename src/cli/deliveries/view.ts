// `dispatch deliveries view`.
import type { Command } from 'commander'
import { type DeliveryDetail, deliveryDetailSchema } from '../../intake/schemas.ts'
import { openTools } from '../shared/command.ts'
import { plainText } from '../shared/plain-text.ts'
import type { Screen } from '../shared/screen.ts'
import { facts } from '../shared/table.ts'
import { ago } from '../shared/times.ts'
import { effectLine } from './describe-item.ts'

export async function viewDelivery(id: string, command: Command): Promise<void> {
  const { screen, client } = await openTools(command)
  const delivery = await client.get(`/api/deliveries/${encodeURIComponent(id)}`, deliveryDetailSchema)
  if (screen.json) return screen.printJson(delivery)
  if (command.opts<{ body?: boolean }>().body) return screen.print(plainText(delivery.body))
  screen.print(describe(screen, delivery))
  const parts: [string, string[]][] = [
    ['Effects', delivery.effects.map(effectLine)],
    ['Signals', delivery.signals.map((signal) => `${signal.kind} ${signal.object} at ${signal.occurred_at}`)],
    [
      'Replays',
      delivery.replays.map(({ at, by, after, problem }) => `${ago(at)} by ${by.name}: ${problem ?? after.decision?.reason}`),
    ],
    ['Headers', Object.entries(delivery.headers).map(([name, value]) => `${name}: ${value}`)],
    [`Body, ${delivery.body_bytes} bytes`, [delivery.body]],
  ]
  for (const [title, lines] of parts)
    if (lines.length > 0) screen.print(`\n${screen.style('bold', title)}\n${plainText(lines.join('\n'))}`)
  if (delivery.body_note) screen.note(delivery.body_note)
}

function describe(screen: Screen, delivery: DeliveryDetail): string {
  const { id, source, kind, state, decision, issues, connection } = delivery
  return facts(screen, [
    ['Delivery', `${id}  ${source} ${kind}`],
    ['State', `${state}${delivery.attempts > 1 ? `, ${delivery.attempts} attempts` : ''}`],
    ['Error', delivery.error],
    ['Decision', decision && `${decision.result} (${decision.reason})`],
    ['Why', decision?.detail],
    ['Issues', issues.map(({ identifier, title }) => `${identifier} ${title}`).join(', ')],
    ['Duplicate of', delivery.duplicate_of],
    ['Received', `${ago(delivery.received_at)} (${delivery.received_at}) through ${connection.name}`],
    ['Kept until', delivery.kept_until],
    ['SHA-256', delivery.body_sha256],
  ])
}
