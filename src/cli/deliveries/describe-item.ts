// What a delivery did then and does now, line by line as a diff: `-` only then, `+` only now, ` ` both.
import type { ReplayItem } from '../../intake/replay-schemas.ts'
import { plainLine } from '../shared/plain-text.ts'
import type { Screen } from '../shared/screen.ts'
import { ago } from '../shared/times.ts'

type Decision = ReplayItem['before']

export function describeItem(screen: Screen, { delivery, state, problem, before, after, difference }: ReplayItem): string {
  const { id, source, kind, received_at } = delivery
  const head = `${screen.style('bold', id)}  ${source} ${kind}, ${ago(received_at)}`
  if (problem !== null) return `${head}\n  ${screen.style('red', `not replayed: ${plainLine(problem)}`)}`
  if (!difference) return `${head}\n  ${screen.style('dim', `not replayed: ${state}`)}`
  const { decision_changed, removed, same, added } = difference
  const gone = [...(decision_changed ? decisionLines(before) : []), ...removed.map(effectLine)]
  const kept = [...(decision_changed ? [] : decisionLines(after)), ...same.map(effectLine)]
  const come = [...(decision_changed ? decisionLines(after) : []), ...added.map(effectLine)]
  return [
    head,
    ...gone.map((line) => screen.style('red', `  - ${line}`)),
    ...kept.map((line) => `    ${line}`),
    ...come.map((line) => screen.style('green', `  + ${line}`)),
  ].join('\n')
}

function decisionLines(decision: Decision): string[] {
  return decision ? [plainLine(`decision: ${decision.result} (${decision.reason}) ${decision.detail}`)] : []
}

export function effectLine({ type, ...members }: { type: string } & Record<string, unknown>): string {
  const rest = Object.entries(members).map(
    ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  return plainLine([type, ...rest].join(' '))
}
