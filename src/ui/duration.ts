// Times and durations in words, short enough for a card.

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** `45 s`, `12 min`, `3 h`, `2 d`; the largest unit that fits, rounded down. */
export function durationText(ms: number): string {
  const value = Math.max(0, ms)
  if (value < minute) return `${Math.floor(value / 1000)} s`
  if (value < hour) return `${Math.floor(value / minute)} min`
  if (value < 2 * day) return `${Math.floor(value / hour)} h`
  return `${Math.floor(value / day)} d`
}

/** Like durationText with one unit more: `3 min 20 s`, `1 h 12 min`. */
export function exactDurationText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return joinUnits(Math.floor(seconds / 60), 'min', seconds % 60, 's')
  if (seconds < 172_800) return joinUnits(Math.floor(seconds / 3600), 'h', Math.floor((seconds % 3600) / 60), 'min')
  return joinUnits(Math.floor(seconds / 86_400), 'd', Math.floor((seconds % 86_400) / 3600), 'h')
}

function joinUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`
}

/** `just now`, `12 min ago`, `in 3 h`; a date when it is more than four weeks away. */
export function relativeText(at: Date, now: Date): string {
  const ms = now.getTime() - at.getTime()
  if (Math.abs(ms) < 10_000) return 'just now'
  if (Math.abs(ms) > 28 * day) return dateText(at)
  return ms > 0 ? `${durationText(ms)} ago` : `in ${durationText(-ms)}`
}

export function dateText(at: Date): string {
  return at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
}

/** Full local time, for titles and tooltips. */
export function fullTimeText(at: Date): string {
  return at.toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'medium' })
}
