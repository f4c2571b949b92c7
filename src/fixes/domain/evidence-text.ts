// Evidence in words: how sure a verdict is, without a statistician.

export interface Told {
  eventsAfter: number
  expectedEvents: number | null
  sureness: number | null
  strength: 'strong' | 'weak'
  /** The watched time in words. */
  span: string
}

interface Recurred {
  occurredAt: string
  release: string | null
  environment: string | null
}

/** One sentence on what the silence is worth. */
export function describeEvidence({ eventsAfter, expectedEvents, sureness, strength, span }: Told): string {
  if (eventsAfter > 0) return `${times(eventsAfter)} in ${span} after the deployment, fewer than fail a fix.`
  if (expectedEvents === null || sureness === null)
    return `No recurrence seen in ${span}; how often the error came before is not known.`
  const expected = amount(expectedEvents)
  if (strength === 'strong')
    return `No recurrence in ${span}, where about ${expected} were to be expected: ${percent(sureness)} sure.`
  return `No recurrence seen in ${span}; weak evidence, since only ${expected} were to be expected (${percent(sureness)} sure).`
}

/** One sentence on what came back. */
export function describeFailure({ eventsAfter, recurrences }: { eventsAfter: number; recurrences: readonly Recurred[] }): string {
  const [first] = recurrences
  if (!first)
    return `Sentry counts ${eventsAfter === 1 ? 'one event' : `${eventsAfter} events`} of this error after the deployment.`
  const where = [first.release && `in ${first.release}`, first.environment && `on ${first.environment}`].filter(Boolean).join(' ')
  const more = eventsAfter > 1 ? `, ${eventsAfter} times so far` : ''
  return `It happened again at ${first.occurredAt.slice(0, 16).replace('T', ' ')} UTC${where ? ` ${where}` : ''}${more}.`
}

/** A span of time in hours, or in the smaller unit that says it. */
export function hours(seconds: number): string {
  if (seconds < 120) return unit(Math.round(seconds), 'second')
  if (seconds < 7_200) return unit(Math.round(seconds / 60), 'minute')
  return unit(Math.round(seconds / 3_600), 'hour')
}

/** A probability in per cent that never claims certainty. */
export function percent(probability: number): string {
  if (probability > 0.999) return 'over 99.9 %'
  return `${probability >= 0.95 ? (Math.floor(probability * 1_000) / 10).toFixed(1) : Math.floor(probability * 100 + 1e-9)} %`
}

/** A time to the minute. */
export function minute(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`
}

/** What became of the rate, in words: the interval says how much of it the numbers allow. */
export function describeRatio({ estimate, low, high }: { estimate: number; low: number; high: number }): string {
  if (estimate === 0) return `It comes at no more than ${share(high)} of its former rate.`
  return `It comes at ${share(estimate)} of its former rate (between ${share(low)} and ${share(high)}).`
}

/** A part of the whole in per cent, or how many times the whole. */
export function share(ratio: number): string {
  if (ratio >= 2) return `${ratio >= 10 ? Math.round(ratio).toLocaleString('en-GB') : ratio.toFixed(1)} times`
  const hundredths = ratio * 100
  if (hundredths > 0 && hundredths < 0.01) return 'less than 0.01 %'
  return `${hundredths >= 10 ? Math.round(hundredths) : Number(hundredths.toPrecision(2))} %`
}

function times(count: number): string {
  return count === 1 ? 'It happened once' : `It happened ${count} times`
}

function amount(expected: number): string {
  return expected >= 10 ? String(Math.round(expected)) : expected.toFixed(1)
}

function unit(count: number, name: string): string {
  return `${count} ${name}${count === 1 ? '' : 's'}`
}
