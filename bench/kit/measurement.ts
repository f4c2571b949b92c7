// What a measurement gives: figures, each beside the same work done without Dispatch in the same run, and their budgets.

export type Unit = 'ms' | 's' | '/s' | 'MB' | 'lost'

export interface Figure {
  what: string
  /** The median of the rounds. */
  value: number
  unit: Unit
  /** The same work by the shortest way there is, measured in between. */
  raw?: { value: number; what: string }
  budget?: Budget
  /** What a reader needs to judge the figure. */
  note?: string
}

/** `share_of_raw` holds a rate against the raw one, `at_least` against a number; `below` a time or a size. */
export type Budget =
  | { kind: 'below'; limit: number }
  | { kind: 'at_least'; limit: number }
  | { kind: 'share_of_raw'; share: number }

export interface Scale {
  rounds: number
  /** How long one round of load lasts. */
  seconds: number
}

export interface Measurement {
  /** What the command line calls it. */
  name: string
  /** Only with DISPATCH_TEST_PG_URL. */
  needsServer?: boolean
  /** Prints lines of progress through `say`. */
  run(scale: Scale, say: (line: string) => void): Promise<Figure[]>
}

export function isMet({ value, raw, budget }: Figure): boolean | undefined {
  if (!budget) return undefined
  if (budget.kind === 'below') return value < budget.limit
  if (budget.kind === 'at_least') return value >= budget.limit
  return raw !== undefined && value >= raw.value * budget.share
}

/** Runs every contender once a round, in turning order, so that what else the machine does falls on all of them. */
export async function interleave<T>(rounds: number, contenders: Record<string, () => Promise<T>>): Promise<Record<string, T[]>> {
  const results: Record<string, T[]> = {}
  const names = Object.keys(contenders)
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(turn + round) % names.length] ?? ''
      const result = await contenders[name]?.()
      if (result !== undefined) results[name] = [...(results[name] ?? []), result]
    }
  }
  return results
}
