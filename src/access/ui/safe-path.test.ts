import { expect, test } from 'vitest'
import { safePath } from './safe-path.ts'

test('a path of our own is kept, everything else leads to the board', () => {
  expect(safePath('/issues/DISPATCH-1?x=1')).toBe('/issues/DISPATCH-1?x=1')
  for (const next of [null, '', 'https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', '/login']) {
    expect(safePath(next)).toBe('/board')
  }
})
