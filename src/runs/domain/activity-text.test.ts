import { expect, test } from 'vitest'
import { activityOfEntry } from './activity-text.ts'

const call = (name: string, input: unknown = {}) =>
  activityOfEntry({ kind: 'tool_call', toolId: 't', name, input, parentToolId: null })

test.each([
  ['npm test -- --run', 'running tests'],
  ['git add -A && git commit -m "fix"', 'committing'],
  ['npm ci', 'installing dependencies'],
  ['git log --oneline', 'reading the code'],
  ['node -e "1"', 'running commands'],
])('%s is %s', (command, text) => {
  expect(call('Bash', { command })).toBe(text)
})

test('tools have words, text and thinking change nothing', () => {
  expect(call('Edit')).toBe('editing files')
  expect(call('mcp__dispatch__post_plan')).toBe('posting the plan')
  expect(call('SomethingNew')).toBeNull()
  expect(activityOfEntry({ kind: 'thinking', text: 'hm', parentToolId: null })).toBeNull()
})
