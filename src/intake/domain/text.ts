// Text from strangers, made harmless to show: no control, direction or invisible characters, and never longer than we store.

// Format characters (direction overrides and isolates: "Trojan Source", CVE-2021-42574), all that Unicode says to ignore when
// showing (zero width, variation selectors, tags, fillers), line and paragraph separators, and controls but tab and line feed.
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}]|[^\P{Cc}\n\t]/gu

/** Text without invisible or direction-changing characters, line breaks as `\n`, at most `maxLength` UTF-16 units. */
export function cleanText(text: string, maxLength: number): string {
  const visible = text.replace(/\r\n?/g, '\n').toWellFormed().replace(INVISIBLE, '').trim()
  return truncate(visible, maxLength)
}

/** The same on one line: every run of white space becomes one space. */
export function cleanLine(text: string, maxLength: number): string {
  return truncate(cleanText(text, Number.POSITIVE_INFINITY).replace(/\s+/g, ' '), maxLength)
}

/** Cleaned line of an unknown value; null for anything but a string with something visible in it. */
export function cleanLineOrNull(value: unknown, maxLength: number): string | null {
  if (typeof value !== 'string') return null
  return cleanLine(value, maxLength) || null
}

/** An `http(s)` address without credentials, or null; a `javascript:` link from a payload must never reach a page. */
export function cleanUrl(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > 2_000 || !URL.canParse(value)) return null
  const url = new URL(value)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null
  url.username = ''
  url.password = ''
  return url.href
}

function truncate(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text
  return `${text
    .slice(0, Math.max(0, maxLength - 1))
    .toWellFormed()
    .replace(/\ufffd$/u, '')}…`
}
