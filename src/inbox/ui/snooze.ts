// Until when a notice can be put off, in the words and the clock of whoever puts it off.

export interface SnoozeChoice {
  label: string
  until: Date
}

const morning = 9

export function snoozeChoices(now: Date): SnoozeChoice[] {
  return [
    { label: 'For an hour', until: new Date(now.getTime() + 3_600_000) },
    { label: 'For three hours', until: new Date(now.getTime() + 3 * 3_600_000) },
    { label: 'Until tomorrow, 9:00', until: morningIn(now, 1) },
    { label: 'Until Monday, 9:00', until: morningIn(now, daysToMonday(now)) },
    { label: 'For a month', until: morningIn(now, 30) },
  ]
}

function morningIn(now: Date, days: number): Date {
  const day = new Date(now)
  day.setDate(day.getDate() + days)
  day.setHours(morning, 0, 0, 0)
  return day
}

/** On a Monday, the next one. */
function daysToMonday(now: Date): number {
  return (8 - now.getDay()) % 7 || 7
}
