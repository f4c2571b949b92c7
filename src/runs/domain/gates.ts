// May this run start now? One decision over all gates, with a reason that a person understands.
import type { Gate, GateAnswer, StartFacts } from './gate.ts'
import { capacityGates } from './gates-capacity.ts'
import { permissionGates } from './gates-permission.ts'
import { timingGates } from './gates-timing.ts'

export type StartDecision = GateAnswer | { result: 'start'; rule: 'gates'; reason: 'all_passed'; detail: string }

/**
 * The first gate that objects decides. Standing obstacles come first, then waiting, then capacity: a run that has to
 * wait anyway is not refused for a place or for money that may be free by then. The longest wait counts.
 */
export function decideStart(facts: StartFacts, now: Date): StartDecision {
  const obstacle = firstAnswer(permissionGates, facts, now)
  if (obstacle) return obstacle
  const timing = timingGates.map((gate) => gate(facts, now)).filter((answer) => answer !== undefined)
  const refused = timing.find((answer) => answer.result === 'refuse')
  const waits = timing.filter((answer) => answer.result === 'delay').sort((a, b) => b.until.getTime() - a.until.getTime())
  return refused ?? waits[0] ?? firstAnswer(capacityGates, facts, now) ?? allPassed
}

function firstAnswer(gates: readonly Gate[], facts: StartFacts, now: Date): GateAnswer | undefined {
  for (const gate of gates) {
    const answer = gate(facts, now)
    if (answer) return answer
  }
  return undefined
}

const allPassed = { result: 'start', rule: 'gates', reason: 'all_passed', detail: 'all gates passed' } as const
