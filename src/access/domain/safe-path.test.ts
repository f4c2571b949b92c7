import { expect, test } from 'vitest'
import { safePath } from './safe-path.ts'

test.each([
  ['/issues/DISPATCH-1?x=1', '/issues/DISPATCH-1?x=1'],
  ['/board?label=a%20b#top', '/board?label=a%20b#top'],
  ['/settings/../inbox', '/inbox'],
])('%s is a page of our own', (next, expected) => expect(safePath(next)).toBe(expected))

test.each([
  null,
  '',
  'board',
  'https://evil.example',
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  '/\n//evil.example',
  '/.//evil.example',
  '/x/..//evil.example',
  'javascript:alert(1)',
  '/login',
  '/login?next=/board',
  '/./login',
])('%j leads to the board', (next) => expect(safePath(next)).toBe('/board'))
