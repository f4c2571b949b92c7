import { expect, test } from 'vitest'
import { Conflict, Unavailable } from '../../platform/errors.ts'
import { toRefusal } from './problem.ts'
import { remedyFor } from './remedies.ts'

const problem = {
  type: 'about:blank#run_active',
  title: 'Conflict',
  status: 409,
  detail: 'It works.',
  code: 'run_active',
  run_id: 'run_1',
}

test('a problem of the server keeps all that it said', () => {
  const refusal = toRefusal(409, JSON.stringify(problem))
  expect(refusal).toMatchObject({ status: 409, code: 'run_active', detail: 'It works.', extra: { run_id: 'run_1' } })
  expect(refusal.problem).toEqual(problem)
})

test.each([
  ['nothing', ''],
  ['a page', '<html><title>502 Bad Gateway</title></html>'],
  ['JSON of another kind', '{"error":"not found"}'],
  ['half a problem', '{"status":404}'],
  ['a list', '[]'],
  ['null', 'null'],
])('%s is no answer of Dispatch, and nothing of it is shown', (_, text) => {
  const refusal = toRefusal(502, text)
  expect(refusal).toMatchObject({ status: 502, code: 'not_dispatch' })
  expect(refusal.detail).toBe('The address answered 502 and not as a Dispatch server does.')
})

test('a problem whose list of places is of another kind is none of ours', () => {
  expect(toRefusal(422, JSON.stringify({ ...problem, errors: 'title' })).code).toBe('not_dispatch')
})

test('a refusal comes with how to mend it, where that is known', () => {
  expect(remedyFor(toRefusal(409, JSON.stringify(problem)))).toBe('Look at it: dispatch run watch run_1')
  expect(remedyFor(new Conflict('run_active', 'x', { run_id: 7 }))).toBeUndefined()
  expect(remedyFor(new Unavailable('not_running', 'x'))).toContain('npx dispatch start')
  expect(remedyFor(new Conflict('something_new', 'x'))).toBeUndefined()
})

test.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
  'a server that answers with the code %s gets no remedy',
  (code) => {
    expect(remedyFor(new Conflict(code, 'x'))).toBeUndefined()
  },
)
