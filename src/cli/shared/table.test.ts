import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import type { Screen } from './screen.ts'
import { type Column, facts, shorten, table } from './table.ts'

const screen = (width: number): Screen => ({
  json: false,
  width,
  isInteractive: false,
  print: () => {},
  printJson: () => {},
  note: () => {},
  style: (_style, text) => text,
})

interface Row {
  id: string
  title: string
}
const columns: Column<Row>[] = [
  { title: 'Id', text: ({ id }) => id },
  { title: 'Title', text: ({ title }) => title, gives: true },
  { title: 'Age', text: () => '5 s', align: 'right' },
]
const rows = [
  { id: 'D-1', title: 'Short' },
  { id: 'D-12', title: 'A title that is far too long for eighty columns, whatever is done about it' },
  { id: 'D-3', title: '日本語のとても長い題名がここにあります、本当に長いです' },
]

test('on a terminal no line is wider than it, and only the title gives way', () => {
  const lines = table(screen(40), columns, rows).split('\n')
  for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(40)
  expect(lines[2]).toMatch(/^D-12 {2}A title .*… {2}5 s$/)
  expect(lines[3]).toContain('…')
})

test('a column without a value takes no room on a terminal, and stays in a pipe', () => {
  const withEmpty = [...columns, { title: 'Assignee', text: () => null }]
  expect(table(screen(80), withEmpty, rows)).not.toContain('ASSIGNEE')
  expect(table(screen(Number.POSITIVE_INFINITY), withEmpty, rows)).toContain('ASSIGNEE')
})

test('in a pipe everything is whole', () => {
  expect(table(screen(Number.POSITIVE_INFINITY), columns, rows)).toContain('whatever is done about it')
})

test('a text is cut between characters as people see them', () => {
  expect(shorten('👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 5)).toBe('👩‍👩‍👧‍👦👩‍👩‍👧‍👦…')
  expect(shorten('short', 5)).toBe('short')
})

test('facts without a value are left out', () => {
  expect(
    facts(screen(80), [
      ['Status', 'Done'],
      ['Parent', null],
      ['By', 'Ann\u001b[31m'],
    ]),
  ).toBe('Status  Done\nBy      Ann')
})
