import { HTTPException } from 'hono/http-exception'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { AppError, Conflict, LimitExceeded, Unavailable } from '../errors.ts'
import { retryAfterOf, toAppError, toProblem } from './problem.ts'

const database = (code: string, constraint?: string) =>
  Object.assign(new Error('column "secret" of relation'), { code, constraint })

test.each([
  ['a text that no column holds', database('22021'), 422, 'invalid'],
  ['an escape that jsonb refuses', database('22P05'), 422, 'invalid'],
  ['a reference that went away', database('23503'), 409, 'reference_changed'],
  ['a transaction that lost a race', database('40001'), 409, 'busy'],
  ['a deadlock', database('40P01'), 409, 'busy'],
  ['a close without a reason', database('23514', 'dispatch_issue_close_gate'), 409, 'close_gate'],
  ['a body that is no JSON', new HTTPException(400), 400, 'malformed_json'],
  ['a body of another kind', new HTTPException(415), 415, 'not_json'],
])('%s is refused as what it is, without a word of the database', (_, thrown, status, code) => {
  const error = toAppError(thrown)
  expect(error).toMatchObject({ status, code })
  expect(error?.detail).not.toContain('relation')
})

test.each([
  ['a bug', new TypeError('x is undefined')],
  ['a constraint that code should have kept', database('23505')],
  ['a statement that is wrong', database('42703')],
  ['a lost connection', Object.assign(new Error(), { code: 'ECONNRESET' })],
  ['an exception of the framework', new HTTPException(418)],
  ['no error at all', 'thrown'],
])('%s is a failure of our own', (_, thrown) => {
  expect(toAppError(thrown)).toBeUndefined()
})

test('every place of a wrong body is told, with its path', () => {
  const parsed = z
    .strictObject({ title: z.string(), labels: z.array(z.string()) })
    .safeParse({ title: 1, labels: ['a', 2], x: 3 })
  expect(toAppError(parsed.error)?.extra.errors).toMatchObject([{ path: 'title' }, { path: 'labels.1' }, { path: '' }])
})

test('a refusal is passed on as it is', () => {
  const refusal = new Conflict('run_active', 'It works already.', { run_id: 'run_1' })
  expect(toAppError(refusal)).toBe(refusal)
  expect(toProblem(refusal, 'req_1')).toEqual({
    type: 'about:blank#run_active',
    title: 'Conflict',
    status: 409,
    detail: 'It works already.',
    code: 'run_active',
    request_id: 'req_1',
    run_id: 'run_1',
  })
})

test('when to come again is told where it is known', () => {
  expect(retryAfterOf(new LimitExceeded('busy', 'Wait.', 2.5))).toBe('3')
  expect(retryAfterOf(new Unavailable('starting', 'Wait.', 5))).toBe('5')
  expect(retryAfterOf(new Unavailable('starting', 'Wait.'))).toBeUndefined()
  expect(retryAfterOf(new AppError(500, 'X', { code: 'x', detail: 'x' }))).toBeUndefined()
})
