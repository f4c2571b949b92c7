// Building Markdown around text from strangers, so that it stays text: it cannot mention people, close issues or break out.

/** Invisible, and enough to keep `@` and the name behind it from being a mention. */
const ZERO_WIDTH_SPACE = '\u200b'

/** Text whose `@name`s notify nobody, on GitHub, Slack or here; it looks the same. */
export function neutraliseMentions(text: string): string {
  return text.replace(/@(?=[\p{L}\p{N}_[])/gu, `@${ZERO_WIDTH_SPACE}`)
}

/** Inline code that holds any one-line text: the fence is longer than every run of backticks inside. */
export function inlineCode(text: string): string {
  const fence = '`'.repeat(longestBackticks(text) + 1)
  const pad = text.startsWith('`') || text.endsWith('`') ? ' ' : ''
  return `${fence}${pad}${neutraliseMentions(text)}${pad}${fence}`
}

/** A fenced block that holds any text. */
export function codeBlock(text: string, language = 'text'): string {
  const fence = '`'.repeat(Math.max(3, longestBackticks(text) + 1))
  return `${fence}${language}\n${neutraliseMentions(text)}\n${fence}`
}

/** A link whose address cannot end the parenthesis; the label is ours. */
export function link(label: string, url: string): string {
  return `[${label}](<${url.replace(/[<>\s]/g, encodeURIComponent)}>)`
}

function longestBackticks(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length))
}
