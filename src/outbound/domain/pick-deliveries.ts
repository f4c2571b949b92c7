// Which of the due messages are sent now: in order, but no receiver gets more than its share of the hands.

export interface DueDelivery {
  id: string
  /** The machine that is asked; several subscribers may share it. */
  host: string
}

export interface SendLimits {
  total: number
  perHost: number
}

/** @param inFlight how many are being sent, by host */
export function pickDeliveries<D extends DueDelivery>(
  due: readonly D[],
  inFlight: ReadonlyMap<string, number>,
  limits: SendLimits,
): D[] {
  const counts = new Map(inFlight)
  let free = limits.total - [...inFlight.values()].reduce((sum, count) => sum + count, 0)
  return due.filter(({ host }) => {
    const count = counts.get(host) ?? 0
    if (free <= 0 || count >= limits.perHost) return false
    free -= 1
    counts.set(host, count + 1)
    return true
  })
}
