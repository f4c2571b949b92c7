// A block of a transcript on a terminal: who speaks is at the left, long results are shortened.
import { plainLine, plainText } from '../shared/plain-text.ts'
import type { Screen, Style } from '../shared/screen.ts'
import { shorten } from '../shared/table.ts'
import type { Entry } from './follow-run.ts'

const longestResult = 12
const width = 8

export function entryLines(screen: Screen, { kind, content }: Entry): string[] {
  const text = textOf(content.text)
  switch (kind) {
    case 'text':
      return block(screen, { name: 'agent', style: 'bold', text })
    case 'thinking':
      return block(screen, { name: 'thinks', style: 'dim', text: firstLines(text, 4) })
    case 'tool_call':
      return block(screen, { name: 'tool', style: 'cyan', text: `${textOf(content.name)} ${describeInput(content.input)}` })
    case 'tool_result':
      return block(screen, { name: '', style: content.is_error === true ? 'red' : 'dim', text: firstLines(text, longestResult) })
    case 'error':
      return block(screen, { name: 'error', style: 'red', text })
    case 'result':
      return block(screen, { name: 'result', style: content.ok === false ? 'red' : 'green', text })
    case 'system':
      return block(screen, { name: 'system', style: 'dim', text: text || textOf(content.event) })
  }
}

function block(screen: Screen, { name, style, text }: { name: string; style: Style; text: string }): string[] {
  return plainText(text)
    .trim()
    .split('\n')
    .map((line, index) => `${screen.style(style, (index === 0 ? name : '').padEnd(width))}${line}`.trimEnd())
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** Of a tool's input the one thing that tells most. */
function describeInput(input: unknown): string {
  if (typeof input !== 'object' || input === null) return ''
  const { command, file_path, path, pattern, query, title } = input as Record<string, unknown>
  const telling = [command, file_path, path, pattern, query, title].find((value) => typeof value === 'string')
  return shorten(plainLine(typeof telling === 'string' ? telling : JSON.stringify(input)), 160)
}

function firstLines(text: string, count: number): string {
  const lines = text.trim().split('\n')
  const shown = lines.slice(0, count).map((line) => shorten(line, 200))
  return lines.length > count
    ? [...shown, `… ${lines.length - count} more ${lines.length - count === 1 ? 'line' : 'lines'}`].join('\n')
    : shown.join('\n')
}
