import { expect, test } from 'vitest'
import type { Screen } from '../shared/screen.ts'
import { entryLines } from './entry-lines.ts'
import type { Entry } from './follow-run.ts'

const screen = {
  width: 80,
  style: (style: unknown, text: string) => (text.trim() ? `<${String(style)}>${text}` : text),
} as Partial<Screen> as Screen
const lines = (kind: Entry['kind'], content: Entry['content']) =>
  entryLines(screen, { seq: 1, at: '2026-03-02T10:00:00Z', kind, content })

test('who speaks is said once, and further lines stand below', () => {
  expect(lines('text', { text: '\nI look.\n\nThen I mend.\n' })).toEqual(['<bold>agent   I look.', '', '        Then I mend.'])
})

test('what an agent writes moves no cursor and hides nothing', () => {
  const [line = ''] = lines('text', { text: 'ok\u001b[2J\u001b]0;title\u0007\u202edne' })
  expect(line).toBe('<bold>agent   okdne')
})

test('long results are shortened in both directions, and the rest is counted', () => {
  const shown = lines('tool_result', { text: Array.from({ length: 13 }, (_, index) => `${index} ${'x'.repeat(300)}`).join('\n') })
  expect(shown).toHaveLength(13)
  expect(shown[0]?.length).toBeLessThan(220)
  expect(shown.at(-1)).toContain('… 1 more line')
  expect(lines('tool_result', { text: 'a\n'.repeat(12) })).toHaveLength(12)
  expect(lines('tool_result', { text: 'a\n'.repeat(20) }).at(-1)).toContain('… 8 more lines')
})

test('of a call the one thing is told that tells most', () => {
  const call = (input: unknown) => lines('tool_call', { name: 'Bash', input }).join('\n')
  expect(call({ description: 'Lists', command: 'ls -l' })).toBe('<cyan>tool    Bash ls -l')
  expect(call({ file_path: 'src/a.ts', old_string: 'x' })).toContain('Bash src/a.ts')
  expect(call({ a: 1 })).toContain('Bash {"a":1}')
  expect(call({ command: 'one\ntwo\u001b[31m' })).toBe('<cyan>tool    Bash one two')
  expect(call({ command: 7, path: null })).toContain('{"command":7,"path":null}')
  for (const input of [undefined, null, 'text']) expect(call(input)).toBe('<cyan>tool    Bash')
  expect(call({ command: 'x'.repeat(1000) }).length).toBeLessThan(200)
})

test('how it ended, and what went wrong, is seen by its colour', () => {
  expect(lines('result', { ok: false, text: 'no' })).toEqual(['<red>result  no'])
  expect(lines('result', { ok: true, text: 'yes' })).toEqual(['<green>result  yes'])
  expect(lines('tool_result', { is_error: true, text: 'ENOENT' })).toEqual(['        ENOENT'])
  expect(lines('error', { text: 'overloaded' })).toEqual(['<red>error   overloaded'])
})

test('a system entry without words says its event', () => {
  expect(lines('system', { event: 'tool_denied' })).toEqual(['<dim>system  tool_denied'])
  expect(lines('system', { event: 'started', text: 'Claude Code started.' })).toEqual(['<dim>system  Claude Code started.'])
})

test('an entry that holds another kind of value is an empty line and no failure', () => {
  for (const kind of ['text', 'thinking', 'tool_call', 'tool_result', 'error', 'result', 'system'] as const)
    expect(lines(kind, { text: { a: 1 }, name: 7, event: [] })).toHaveLength(1)
})
