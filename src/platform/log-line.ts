// A line of the log for people at a terminal: `12:04:31 warn   the message  key=value`.

const levelNames: Record<number, string> = { 10: 'trace', 20: 'debug', 30: 'info', 40: 'warn', 50: 'error', 60: 'fatal' }
const own = new Set(['level', 'time', 'msg', 'err'])

/** What a line says and how grave it is; whoever writes it chooses the colours. */
export interface ReadableLine {
  at: string
  level: string
  message: string
  fields: string
  /** The stack of an error, below the line. */
  below: string
}

/** Null for a text that is no line of our log. */
export function readableLine(json: string): ReadableLine | null {
  const entry = parseEntry(json)
  if (!entry) return null
  const { level, time, msg, err } = entry
  return {
    at: typeof time === 'number' ? clockOf(new Date(time)) : '--:--:--',
    level: typeof level === 'number' ? (levelNames[level] ?? String(level)) : 'info',
    message: visible(typeof msg === 'string' ? msg : messageOf(err)),
    fields: Object.entries(entry)
      .filter(([key]) => !own.has(key))
      .map(([key, value]) => `${visible(key)}=${valueText(value)}`)
      .join(' '),
    below: stackOf(err).split('\n').map(visible).join('\n'),
  }
}

function parseEntry(json: string): Record<string, unknown> | null {
  try {
    const entry: unknown = JSON.parse(json)
    return typeof entry === 'object' && entry !== null ? { ...entry } : null
  } catch {
    // Not ours to interpret: it is printed as it is.
    return null
  }
}

function clockOf(at: Date): string {
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':')
}

function valueText(value: unknown): string {
  if (typeof value === 'string' && /^[^\s"=]+$/.test(value)) return visible(value)
  return visible(JSON.stringify(value) ?? 'undefined')
}

function messageOf(err: unknown): string {
  return typeof err === 'object' && err !== null && 'message' in err ? String(err.message) : ''
}

function stackOf(err: unknown): string {
  return typeof err === 'object' && err !== null && 'stack' in err ? String(err.stack) : ''
}

/** A terminal obeys control characters; what vendors and agents send must not command it. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (sign) => `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`)
}
