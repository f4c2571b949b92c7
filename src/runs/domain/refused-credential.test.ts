import { expect, test } from 'vitest'
import { refuseCredential, refusedUntil } from './refused-credential.ts'

const refused = refuseCredential('key-1', '2026-03-02T10:00:00.000Z')

test.each([
  ['at once it is refused', refused, 'key-1', '2026-03-02T10:00:01Z', new Date('2026-03-02T10:05:00Z')],
  ['after five minutes it is tried again', refused, 'key-1', '2026-03-02T10:05:00Z', null],
  ['another credential is another matter', refused, 'key-2', '2026-03-02T10:00:01Z', null],
  ['as is none', refused, null, '2026-03-02T10:00:01Z', null],
  ['what was never refused is not', null, 'key-1', '2026-03-02T10:00:01Z', null],
])('%s', (_, known, credential, now, until) => {
  expect(refusedUntil(known, credential, new Date(now))).toEqual(until)
})
