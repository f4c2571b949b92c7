import { expect, test } from 'vitest'
import { askForPassword, passwordRequest } from './session-state.ts'

test('however many requests wait for the password, it is asked for once, and the answer goes to all', async () => {
  const first = askForPassword('Approving a plan needs it.')
  const second = askForPassword('So does this.')
  expect(passwordRequest.get()?.detail).toBe('Approving a plan needs it.')
  passwordRequest.get()?.answer(true)
  expect(await Promise.all([first, second])).toEqual([true, true])
  expect(passwordRequest.get()).toBeNull()
  const later = askForPassword('Again.')
  passwordRequest.get()?.answer(false)
  expect(await later).toBe(false)
})
