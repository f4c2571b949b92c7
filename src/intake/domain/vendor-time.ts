// Vendors write times in many ways; we keep one.

const EARLIEST = Date.UTC(2000, 0, 1)
const LATEST = Date.UTC(2100, 0, 1)
const WITHOUT_ZONE = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?$/

/**
 * ISO 8601 UTC with milliseconds from an ISO string (no zone means UTC) or from Unix seconds, as a number or in digits.
 * Null for anything else and for times outside 2000–2100.
 */
export function vendorTime(value: unknown): string | null {
  const ms = toMilliseconds(value)
  if (ms === null || !(ms >= EARLIEST && ms < LATEST)) return null
  return new Date(ms).toISOString()
}

function toMilliseconds(value: unknown): number | null {
  if (typeof value === 'number') return value * 1_000
  if (typeof value !== 'string' || value.length > 40) return null
  if (/^\d{9,11}(\.\d+)?$/.test(value)) return Number(value) * 1_000
  if (!/^\d{4}-\d\d-\d\d/.test(value)) return null
  const ms = Date.parse(WITHOUT_ZONE.test(value) ? `${value.replace(' ', 'T')}Z` : value)
  return Number.isNaN(ms) ? null : ms
}
