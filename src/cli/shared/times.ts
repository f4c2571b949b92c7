// Times as people say them.

const units: [name: string, seconds: number][] = [
  ['y', 31_536_000],
  ['mo', 2_592_000],
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
]

/** `5 min ago`, `in 2 h`, `now`. */
export function ago(time: string | null, now: number = Date.now()): string {
  if (time === null) return ''
  const seconds = Math.round((now - Date.parse(time)) / 1000)
  const [name, size] = units.find(([, size]) => Math.abs(seconds) >= size) ?? ['', 1]
  if (name === '') return 'now'
  const count = `${Math.floor(Math.abs(seconds) / size)} ${name}`
  return seconds > 0 ? `${count} ago` : `in ${count}`
}

/** `1 min 5 s`. */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000)
  return seconds < 60 ? `${(milliseconds / 1000).toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

export function money(usd: number): string {
  return `$${usd.toFixed(2)}`
}
