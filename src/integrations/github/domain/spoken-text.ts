// The part of a Markdown text that its author says: without comments, code, quotes, and what was struck out.
// Templates explain themselves in comments ("<!-- Fixes ABC-1 -->"), and logs and quotes tell of other people's issues.

const COMMENT = /<!--[\s\S]*?(?:-->|$)/g
const FENCE = /^ {0,3}(`{3,}|~{3,})/
const QUOTE = /^[ \t]*>/
const INDENTED = /^(?: {4}|\t)/
const LIST_ITEM = /^\s*(?:[-*+]|\d{1,9}[.)])\s/
const PARAGRAPH_END = /(\n[ \t]*\n)/
// What is never closed lasts to the end: nothing then begins a second search.
const UNSPOKEN_HTML = /<(pre|code|blockquote|del|s|strike)(?:\s[^<>]{0,200})?>[\s\S]*?(?:<\/\1>|$)/gi
const STRUCK = /~~[^~\n]{1,500}~~/g

// Patterns with back references take quadratic time on hostile texts: the rest is done line by line and run by run.

/** What is left when comments, fenced, indented and inline code, quoted lines and struck text are blanked out. */
export function spokenText(markdown: string): string {
  const spoken = withoutBlocks(markdown.replace(COMMENT, ' ')).split(PARAGRAPH_END).map(withoutInlineCode).join('')
  return spoken.replace(UNSPOKEN_HTML, ' ').replace(STRUCK, ' ')
}

function withoutBlocks(markdown: string): string {
  let fence: string | null = null
  let block = outside
  const kept: string[] = []
  for (const line of markdown.split('\n')) {
    const found: string | undefined = FENCE.exec(line)?.[1]
    block = nextBlock(block, line)
    if (fence === null && found) fence = found
    else if (fence !== null && found?.startsWith(fence) && line.trim() === found) fence = null
    else if (fence === null) kept.push(QUOTE.test(line) || block.isCode ? '' : line)
  }
  return kept.join('\n')
}

interface Block {
  isCode: boolean
  isList: boolean
  isAfterBlank: boolean
}

const outside: Block = { isCode: false, isList: false, isAfterBlank: true }

// Four spaces after an empty line are code, unless they continue a list.
function nextBlock(block: Block, line: string): Block {
  if (line.trim() === '') return { ...block, isAfterBlank: true }
  const isIndented = INDENTED.test(line)
  const isList = LIST_ITEM.test(line) ? !(isIndented && !block.isList) : block.isList && /^\s/.test(line)
  const isCode = isIndented && !isList && !block.isList && (block.isCode || block.isAfterBlank)
  return { isCode, isList, isAfterBlank: false }
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
