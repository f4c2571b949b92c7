// What a delivery did then and does now, line by line as a diff: `-` only then, `+` only now, ` ` both.
import { plainLine } from '../shared/plain-text.ts'
import type { Screen } from '../shared/screen.ts'
import { ago } from '../shared/times.ts'
import type { Outcome } from './replay.ts'

type Effect = Record<string, unknown>

export function describeOutcome(screen: Screen, { delivery, replayed, problem }: Outcome): string {
  const { id, source, kind, state, received_at, decision } = delivery
  const head = `${screen.style('bold', id)}  ${source} ${kind}, ${state}, ${ago(received_at)}`
  if (!replayed) return `${head}\n  ${screen.style('red', `not replayed: ${plainLine(problem ?? '')}`)}`
  const before = [...decisionLines(decision), ...delivery.effects.map(effectLine)]
  const after = [...decisionLines(replayed.decision), ...replayed.effects.map(effectLine)]
  return [head, ...compare(screen, before, after)].join('\n')
}

function decisionLines(decision: { result: string; reason: string; detail: string } | null): string[] {
  return decision ? [plainLine(`decision: ${decision.result} (${decision.reason}) ${decision.detail}`)] : []
}

function effectLine(effect: Effect): string {
  const { kind, type, ...members } = effect
  const name = typeof kind === 'string' ? kind : typeof type === 'string' ? type : 'effect'
  const rest = Object.entries(members).map(
    ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  return plainLine([name, ...rest].join(' '))
}

/** Effects are few and have no order that matters to a reader. */
function compare(screen: Screen, before: readonly string[], after: readonly string[]): string[] {
  const gone = before.filter((line) => !after.includes(line)).map((line) => screen.style('red', `  - ${line}`))
  const kept = after.filter((line) => before.includes(line)).map((line) => `    ${line}`)
  const added = after.filter((line) => !before.includes(line)).map((line) => screen.style('green', `  + ${line}`))
  return [...gone, ...kept, ...added]
}
