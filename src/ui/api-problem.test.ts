import { expect, test } from 'vitest'
import { ApiProblem, fieldProblem, isProblem, problemText } from './api-problem.ts'

const refusal = new ApiProblem(422, {
  code: 'invalid',
  title: 'Invalid',
  detail: 'title: must not be empty',
  request_id: 'req_1',
  errors: [{ path: 'title', message: 'must not be empty' }, 'nonsense', null],
})

test('a refusal is told in its own words, and field by field', () => {
  expect(problemText(refusal)).toBe('title: must not be empty')
  expect(fieldProblem(refusal, 'title')).toBe('must not be empty')
  expect(fieldProblem(refusal, 'status')).toBeUndefined()
  expect(refusal).toMatchObject({ requestId: 'req_1', fields: [{ path: 'title' }] })
  expect(isProblem(refusal, 'invalid')).toBe(true)
  expect(isProblem(refusal, 'other')).toBe(false)
})

test('without words of the server there are our own', () => {
  expect(problemText(new ApiProblem(0, {}))).toContain('did not answer')
  expect(problemText(new ApiProblem(502, { detail: '' }))).toContain('server log')
  expect(problemText(new ApiProblem(418, { detail: 7 }))).toBe('The server refused this (418).')
  expect(problemText('thrown text')).toBe('Something failed. Try again.')
  expect(fieldProblem(new Error('x'), 'title')).toBeUndefined()
})
