import { expect, test } from 'vitest'
import { ApiProblem } from '../../ui/api-problem.ts'
import { settingsRefusal } from './settings-words.ts'

const refusal = (path: string) => settingsRefusal(new ApiProblem(422, { errors: [{ path, message: 'is no path' }] }))

test.each([
  ['settings.mapping.external_id.0', 'Id of the error: is no path'],
  ['settings.mapping.state.firing.0', 'State: is no path'],
  ['settings.signature_header', 'Signature header: is no path'],
  ['name', 'Name: is no path'],
])('%s is said as %s', (path, text) => expect(refusal(path)).toBe(text))

test('a refusal without places is said as it is', () => {
  expect(settingsRefusal(new ApiProblem(403, { detail: 'This needs the role admin.' }))).toBe('This needs the role admin.')
})
