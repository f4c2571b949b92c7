import { expect, test } from 'vitest'
import { canceledBy } from './canceled-by.ts'

test.each([
  [{ type: 'person', id: 'usr_1', name: 'Maintainer' }, 'Maintainer canceled the run.'],
  [{ type: 'key', id: 'key_1', name: 'Nightly' }, 'The key Nightly canceled the run.'],
  [{ type: 'system', id: 'system', name: 'Dispatch' }, 'Dispatch canceled the run.'],
  [null, 'The run was canceled.'],
])('%j: %s', (by, sentence) => {
  expect(canceledBy({ cancel_requested_by: by })).toBe(sentence)
})
