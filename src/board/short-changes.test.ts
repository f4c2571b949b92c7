import { expect, test } from 'vitest'
import { shortChanges } from './short-changes.ts'

test('long texts begin, everything else is as it was', () => {
  const changes = {
    description: ['x'.repeat(2_000), 'y'.repeat(2_001)],
    status: [null, { id: 'sta_1', name: 'Done', category: 'done' }],
    rank: [1, true],
  }
  expect(shortChanges(changes)).toEqual({ ...changes, description: ['x'.repeat(2_000), `${'y'.repeat(2_000)}…`] })
})

test('no character is cut in half', () => {
  const cut = shortChanges([`${'x'.repeat(1_999)}😀`])
  expect(JSON.stringify(cut)).not.toContain(String.raw`\ud`)
})
