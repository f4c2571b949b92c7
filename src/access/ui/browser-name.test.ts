import { expect, test } from 'vitest'
import { browserName } from './browser-name.ts'

test('browsers that pretend to be others are told apart', () => {
  expect(browserName('Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0')).toBe(
    'Edge on Windows',
  )
  expect(browserName('Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1 Version/19.0 Safari/605.1')).toBe(
    'Safari on macOS',
  )
  expect(browserName('Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36')).toBe('Chrome on Android')
  expect(browserName('curl/8.5.0')).toBe('curl')
  expect(browserName('robot')).toBe('robot')
  expect(browserName(null)).toBe('unknown browser')
})
