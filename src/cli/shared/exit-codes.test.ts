import { expect, test } from 'vitest'
import { exitCodeOf, exitCodes } from './exit-codes.ts'

test.each([
  [404, 'notFound'],
  [401, 'denied'],
  [403, 'denied'],
  [409, 'conflict'],
  [412, 'conflict'],
  [400, 'usage'],
  [413, 'usage'],
  [415, 'usage'],
  [422, 'usage'],
  [421, 'unreachable'],
  [429, 'unreachable'],
  [502, 'unreachable'],
  [503, 'unreachable'],
  [504, 'unreachable'],
  [500, 'failure'],
  [418, 'failure'],
  [302, 'failure'],
] as const)('%i ends as %s', (status, name) => expect(exitCodeOf({ status, code: 'any' })).toBe(exitCodes[name]))

test('a refusal of this machine is told by what it is, not by a status made for others', () => {
  expect(exitCodeOf({ status: 503, code: 'data_directory_in_use' })).toBe(exitCodes.conflict)
  expect(exitCodeOf({ status: 503, code: 'port_in_use' })).toBe(exitCodes.failure)
  expect(exitCodeOf({ status: 422, code: 'database_newer' })).toBe(exitCodes.failure)
})

test('a server that answers with a code of its own making ends like any other', () => {
  for (const code of ['constructor', 'toString', '__proto__']) expect(exitCodeOf({ status: 404, code })).toBe(exitCodes.notFound)
})

test('a failure never ends as a success', () => {
  for (let status = 100; status < 600; status++) expect(exitCodeOf({ status, code: '' })).not.toBe(0)
})
