import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toStorable } from './storable-entry.ts'

test('keys are snake_case, but a tool keeps its own', () => {
  expect(toStorable({ kind: 'tool_call', toolId: 't1', name: 'Edit', input: { oldString: 'a' }, parentToolId: null })).toEqual({
    kind: 'tool_call',
    content: { tool_id: 't1', name: 'Edit', input: { oldString: 'a' }, parent_tool_id: null },
  })
})

test('what JSON in PostgreSQL refuses is replaced', () => {
  expect(toStorable({ kind: 'text', text: 'a\u0000b\ud800', parentToolId: null }).content.text).toBe('a\ufffdb\ufffd')
})

test('a very long text is cut, and says so', () => {
  const { content } = toStorable({ kind: 'tool_result', toolId: 't', text: 'x'.repeat(100_005), isError: false })
  expect(content.text).toMatch(/x… \[5 more characters\]$/)
})

test('whatever a tool is given, it can be stored', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 20 }), fc.string({ unit: 'binary' }), (input, text) => {
      const json = JSON.stringify(toStorable({ kind: 'tool_call', toolId: text, name: 'X', input, parentToolId: null }))
      expect(json).not.toContain('\\u0000')
      expect(json).not.toMatch(/\\ud[89ab]/)
    }),
  )
})
