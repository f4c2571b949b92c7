import { expect, test } from 'vitest'
import { isClientPlatform } from './platform.ts'

test.each([
  ['javascript', true],
  ['Cocoa', true],
  ['dart', true],
  ['node', false],
  ['python', false],
  ['java', false],
  ['other', false],
  [null, false],
])('%s is held by people: %s', (platform, isClient) => expect(isClientPlatform(platform)).toBe(isClient))
