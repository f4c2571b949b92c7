import { expect, test } from 'vitest'
import { chooseSuggestions, findAlike } from './alike.ts'

const issue = (id: string, title: string, description = '') => ({ id, title, description })
const jwt = issue('jwt', 'JsonWebTokenError: jwt malformed in refreshAccessToken', 'An absent refresh token is verified.')
const pull = { title: 'Absent refresh tokens are no JWT', description: 'refreshAccessToken: jwt malformed, JsonWebTokenError' }

test('rare words that both use and a like meaning suggest an issue, and both are told', () => {
  const [best, other] = findAlike(pull, [issue('gift', 'Gift wrapping'), jwt], new Map([['jwt', 0.6]]))
  expect(best).toMatchObject({
    id: 'jwt',
    words: expect.arrayContaining(['refreshaccesstoken', 'jsonwebtokenerror', 'malformed']),
  })
  expect(other).toEqual({ id: 'gift', score: 0, words: [] })
  expect(chooseSuggestions([best, other].filter((each) => each !== undefined))).toHaveLength(1)
})

test('a like meaning without a word in common suggests nothing, nor do words that all issues use', () => {
  expect(chooseSuggestions(findAlike(pull, [issue('a', 'Login fails')], new Map([['a', 0.8]])))).toEqual([])
  const same = Array.from({ length: 300 }, (_, index) => issue(`i${index}`, 'refresh token absent'))
  expect(chooseSuggestions(findAlike(pull, same, new Map()))).toEqual([])
})

test("a template's comments are nobody's words", () => {
  const template = { title: 'Tidy', description: `<!-- ${jwt.title} ${jwt.description} -->` }
  expect(findAlike(template, [jwt], new Map())[0]).toMatchObject({ score: 0 })
})

test('few are suggested, and only those about as likely as the best', () => {
  const scores = [1.2, 1.19, 1.18, 1.175, 1.0].map((score, index) => ({ id: `${index}`, score, words: [] }))
  expect(chooseSuggestions(scores).map(({ id }) => id)).toEqual(['0', '1', '2'])
  expect(chooseSuggestions(scores, 1)).toHaveLength(1)
  expect(chooseSuggestions(scores.slice(4))).toHaveLength(1)
  expect(chooseSuggestions([{ id: 'low', score: 0.89, words: [] }])).toEqual([])
})
