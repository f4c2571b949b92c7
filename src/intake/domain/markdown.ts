// Building Markdown around text from strangers: it stays inside code, where it can neither mention people nor be markup.
// Nothing is changed in it, so that paths and names can be copied out.

/** Inline code that holds any one-line text: the fence is longer than every run of backticks inside. */
export function inlineCode(text: string): string {
  const fence = '`'.repeat(longestBackticks(text) + 1)
  const pad = text.startsWith('`') || text.endsWith('`') ? ' ' : ''
  return `${fence}${pad}${text}${pad}${fence}`
}

/** A fenced block that holds any text. */
export function codeBlock(text: string, language = 'text'): string {
  const fence = '`'.repeat(Math.max(3, longestBackticks(text) + 1))
  return `${fence}${language}\n${text}\n${fence}`
}

/** A link whose address cannot end the parenthesis; the label is ours. */
export function link(label: string, url: string): string {
  return `[${label}](<${url.replace(/[<>\s]/g, encodeURIComponent)}>)`
}

function longestBackticks(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length))
}
