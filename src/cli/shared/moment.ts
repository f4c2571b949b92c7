// A time as people give it: `2026-03-02T09:00:00Z`, `2026-03-02`, or how long ago: `90min`, `2h`, `3d`.
import { InvalidArgumentError } from 'commander'

const seconds: Record<string, number> = { s: 1, min: 60, h: 3600, d: 86_400 }

/** A parser for commander; a date alone begins at midnight UTC. */
export function moment(text: string, now: Date = new Date()): string {
  const [, amount, unit] = /^(\d{1,6})\s*(s|min|h|d)$/.exec(text) ?? []
  if (amount && unit) return new Date(now.getTime() - Number(amount) * (seconds[unit] ?? 1) * 1000).toISOString()
  const time = /^\d{4}-\d{2}-\d{2}(T|$)/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(time)) throw new InvalidArgumentError('It must be a time, a date, or how long ago: 90min, 2h, 3d.')
  return new Date(time).toISOString()
}
