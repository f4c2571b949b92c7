// What a delivery did before beside what it does now: the same, only then, only now.
import type { Effect } from '../../fixes/applied.ts'

export interface Told {
  result: string
  reason: string
  detail: string
}

export interface Difference {
  /** The decision is another one; its sentence may differ without that. */
  decision_changed: boolean
  /** What happens now and did not happen before. */
  added: Effect[]
  /** What happened before and does not happen now. Nothing is undone. */
  removed: Effect[]
  same: Effect[]
}

export interface Outcomes {
  decision: Told | null
  effects: readonly Effect[]
}

/** Effects have no order; the same effect twice counts twice. */
export function differenceOf(before: Outcomes, after: Outcomes): Difference {
  const left = before.effects.map((effect) => ({ effect, key: keyOf(effect) }))
  const same: Effect[] = []
  const added: Effect[] = []
  for (const effect of after.effects) {
    const place = left.findIndex(({ key }) => key === keyOf(effect))
    if (place === -1) added.push(effect)
    else same.push(...left.splice(place, 1).map((entry) => entry.effect))
  }
  const { decision: then } = before
  const { decision: now } = after
  const isOther = then?.result !== now?.result || then?.reason !== now?.reason
  return { decision_changed: isOther, added, removed: left.map((entry) => entry.effect), same }
}

/** Nothing that was or is: nobody has to look. */
export function isNothing({ decision_changed, added, removed }: Difference): boolean {
  return !decision_changed && added.length === 0 && removed.length === 0
}

/** An id that a dry run has made up will never exist. */
export function markInvented(effects: readonly Effect[], invented: ReadonlySet<string>): Effect[] {
  return effects.map((effect) => {
    const entries = Object.entries(effect).map(([name, value]) => [
      name,
      typeof value === 'string' && invented.has(value) ? '(new)' : value,
    ])
    return { ...Object.fromEntries(entries), type: effect.type }
  })
}

function keyOf(effect: Effect): string {
  return JSON.stringify(Object.entries(effect).sort(([a], [b]) => (a < b ? -1 : 1)))
}
