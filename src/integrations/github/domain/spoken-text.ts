// The part of a Markdown text that its author says: without comments, code and quotes.
// Templates explain themselves in comments ("<!-- Fixes ABC-1 -->"), and logs and quotes tell of other people's issues.

const COMMENT = /<!--[\s\S]*?(?:-->|$)/g
const FENCE = /^ {0,3}(`{3,}|~{3,})/
const QUOTE = /^[ \t]*>/
const PARAGRAPH_END = /(\n[ \t]*\n)/

// Patterns with back references take quadratic time on hostile texts: the rest is done line by line and run by run.

/** What is left when comments, fenced and inline code and quoted lines are blanked out. */
export function spokenText(markdown: string): string {
  return withoutBlocks(markdown.replace(COMMENT, ' ')).split(PARAGRAPH_END).map(withoutInlineCode).join('')
}

function withoutBlocks(markdown: string): string {
  let fence: string | null = null
  const kept: string[] = []
  for (const line of markdown.split('\n')) {
    const found: string | undefined = FENCE.exec(line)?.[1]
    if (fence === null && found) fence = found
    else if (fence !== null && found?.startsWith(fence) && line.trim() === found) fence = null
    else if (fence === null) kept.push(QUOTE.test(line) ? '' : line)
  }
  return kept.join('\n')
}

// A run of backticks opens code only if a run of the same length closes it in the same paragraph.
function withoutInlineCode(paragraph: string): string {
  const runs = [...paragraph.matchAll(/`+/g)]
  const closing = closingRuns(runs.map((run) => run[0].length))
  let spoken = ''
  let position = 0
  for (let index = 0; index < runs.length; index++) {
    const end = closing[index]
    if (end === undefined) continue
    spoken += `${paragraph.slice(position, runs[index]?.index)} `
    position = (runs[end]?.index ?? 0) + (runs[end]?.[0].length ?? 0)
    index = end
  }
  return spoken + paragraph.slice(position)
}

/** For each run the index of the next one of the same length. */
function closingRuns(lengths: number[]): (number | undefined)[] {
  const next = new Map<number, number>()
  return lengths
    .map((length, index) => ({ length, index }))
    .reverse()
    .map(({ length, index }) => {
      const closing = next.get(length)
      next.set(length, index)
      return closing
    })
    .reverse()
}
