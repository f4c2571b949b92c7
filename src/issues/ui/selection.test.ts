import { expect, test } from 'vitest'
import { clearSelection, selectedAtMost, selection, toggleSelected } from './selection.ts'

test('a second choice takes the issue out, and never more are chosen than the server changes at once', () => {
  toggleSelected('iss_1')
  toggleSelected('iss_2')
  toggleSelected('iss_1')
  expect([...selection.get()]).toEqual(['iss_2'])
  for (let number = 0; number < selectedAtMost + 10; number += 1) toggleSelected(`other_${number}`)
  expect(selection.get().size).toBe(selectedAtMost)
  clearSelection()
  expect(selection.get().size).toBe(0)
})
