import { expect, test } from 'vitest'
import { exposureWarning } from './exposure.ts'

test.each([
  ['127.0.0.1', undefined, false],
  ['127.0.0.1', 'http://tunnel.example', false],
  ['0.0.0.0', undefined, true],
  ['0.0.0.0', 'http://dispatch.example', true],
  ['0.0.0.0', 'https://dispatch.example', false],
])('listening on %s with the public address %s warns: %s', (HOST, DISPATCH_PUBLIC_URL, warns) => {
  expect(exposureWarning({ HOST, DISPATCH_PUBLIC_URL }) !== undefined).toBe(warns)
})
