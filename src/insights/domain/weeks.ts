// ISO weeks: Monday to Sunday, UTC, named as in ISO 8601. A year's first week is the one with its first Thursday.

const day = 86_400_000

export interface Week {
  /** `2026-W10` */
  name: string
  from: Date
  /** The next Monday. */
  until: Date
}

export function weekOf(time: Date): Week {
  const midnight = Date.UTC(time.getUTCFullYear(), time.getUTCMonth(), time.getUTCDate())
  const from = midnight - mondaysAgo(time) * day
  const thursday = new Date(from + 3 * day)
  const year = thursday.getUTCFullYear()
  const number = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * day)) + 1
  return { name: `${year}-W${String(number).padStart(2, '0')}`, from: new Date(from), until: new Date(from + 7 * day) }
}

/** How many days the last Monday is ago. */
function mondaysAgo(time: Date): number {
  return (time.getUTCDay() + 6) % 7
}

/** Undefined for what is no week, such as `2026-W54`. */
export function parseWeek(name: string): Week | undefined {
  const [, year, number] = /^(\d{4})-W(\d{2})$/.exec(name) ?? []
  if (!year || !number) return undefined
  // The fourth of January is always in the first week.
  const first = weekOf(new Date(`${year}-01-04T00:00:00.000Z`))
  const week = weekOf(new Date(first.from.getTime() + (Number(number) - 1) * 7 * day))
  return week.name === name ? week : undefined
}

/** All weeks that have a part of the period, oldest first. */
export function weeksBetween(from: Date, to: Date): Week[] {
  const weeks = [weekOf(from)]
  for (let last = weeks[0]; last && last.until <= to; last = weeks.at(-1)) weeks.push(weekOf(last.until))
  return weeks
}
