// Rows in columns that fit the terminal: one column gives way, the others keep their width.
import stringWidth from 'string-width'
import { plainLine } from './plain-text.ts'
import type { Screen, Style } from './screen.ts'

export interface Column<Row> {
  title: string
  text(row: Row): string | null | undefined
  style?: (row: Row) => Style | undefined
  /** Shortened when the line is too long for the terminal. Exactly one column should be. */
  gives?: boolean
  align?: 'right'
}

const gap = '  '
const least = 12

/** Nothing is cut when no terminal is there: what is piped is whole. */
export function table<Row>(screen: Screen, all: readonly Column<Row>[], rows: readonly Row[]): string {
  // On a terminal a column without a single value would only take room from the others.
  const columns = Number.isFinite(screen.width) ? all.filter(({ text }) => rows.some((row) => text(row))) : all
  const cells = rows.map((row) => columns.map((column) => plainLine(column.text(row) ?? '')))
  const widths = widthsOf(screen.width, columns, [columns.map(({ title }) => title), ...cells])
  const line = (texts: readonly string[], style: (index: number) => Style | undefined) =>
    texts
      .map((text, index) => paint(screen, style(index), pad(text, widths[index] ?? 0, columns[index]?.align)))
      .join(gap)
      .trimEnd()
  const head = line(
    columns.map(({ title }) => title.toUpperCase()),
    () => 'dim',
  )
  const body = rows.map((row, place) => line(cells[place] ?? [], (index) => columns[index]?.style?.(row)))
  return [head, ...body].join('\n')
}

function widthsOf<Row>(available: number, columns: readonly Column<Row>[], lines: readonly (readonly string[])[]): number[] {
  const natural = columns.map((_, index) => Math.max(...lines.map((line) => stringWidth(line[index] ?? ''))))
  const total = natural.reduce((sum, width) => sum + width, 0) + gap.length * (columns.length - 1)
  const surplus = total - available
  if (surplus <= 0) return natural
  return natural.map((width, index) => (columns[index]?.gives ? Math.max(Math.min(least, width), width - surplus) : width))
}

function pad(text: string, width: number, align: 'right' | undefined): string {
  const shown = shorten(text, width)
  const spaces = ' '.repeat(Math.max(0, width - stringWidth(shown)))
  return align === 'right' ? spaces + shown : shown + spaces
}

const segmenter = new Intl.Segmenter()

/** Cuts between what a reader takes for characters, whatever their width. */
export function shorten(text: string, width: number): string {
  if (stringWidth(text) <= width) return text
  let shown = ''
  for (const { segment } of segmenter.segment(text)) {
    if (stringWidth(shown + segment) > width - 1) break
    shown += segment
  }
  return `${shown}…`
}

function paint(screen: Screen, style: Style | undefined, text: string): string {
  return style === undefined ? text : screen.style(style, text)
}

/** Names and values below each other; what has no value is left out. */
export function facts(screen: Screen, pairs: readonly (readonly [name: string, value: string | null | undefined])[]): string {
  const shown = pairs.filter((pair): pair is readonly [string, string] => Boolean(pair[1]))
  const width = Math.max(0, ...shown.map(([name]) => name.length))
  return shown.map(([name, value]) => `${screen.style('dim', name.padEnd(width))}  ${plainLine(value)}`).join('\n')
}
