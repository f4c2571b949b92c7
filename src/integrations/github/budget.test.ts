import { expect, test } from 'vitest'
import type { AppError } from '#src/platform/errors.ts'
import { createBudgets } from './budget.ts'
import { createConditionalFetch } from './conditional-fetch.ts'

const start = Date.UTC(2026, 2, 2, 10)
const reset = String(start / 1_000 + 1_800)

function budgets() {
  const clock = { now: start }
  const all = createBudgets(() => clock.now)
  const note = (status: number, headers: Record<string, string> = {}) =>
    all.note('token', { status, headers: new Headers(headers), isUnchanged: status === 304 })
  return { all, clock, note, first: () => all.list()[0] }
}
const left = (remaining: number, more: Record<string, string> = {}) => ({
  'x-ratelimit-limit': '5000',
  'x-ratelimit-remaining': String(remaining),
  'x-ratelimit-reset': reset,
  ...more,
})

function refusal(work: () => void): AppError | null {
  try {
    work()
    return null
  } catch (error) {
    return error as AppError
  }
}

test('what GitHub tells in its headers is kept; budgets of searches are not ours', () => {
  const { note, first } = budgets()
  note(200, left(4_321))
  note(200, left(7, { 'x-ratelimit-resource': 'search' }))
  expect(first()).toMatchObject({ limit: 5_000, remaining: 4_321, resetsAt: '2026-03-02T10:30:00.000Z', lastError: null })
})

test('polls yield while little is left, people and runs do not, and all may ask again after the reset', () => {
  const { all, note, clock } = budgets()
  expect(refusal(() => all.refusePoll('token'))).toBeNull()
  note(200, left(501))
  expect(refusal(() => all.refusePoll('token'))).toBeNull()
  note(200, left(500))
  expect(refusal(() => all.refusePoll('token'))?.code).toBe('github_budget_low')
  expect(refusal(() => all.refusePaused('token'))).toBeNull()
  clock.now += 1_800_000
  expect(refusal(() => all.refusePoll('token'))).toBeNull()
})

test.each<[string, number, Record<string, string>, number]>([
  ['Retry-After of a secondary limit', 403, { 'retry-after': '30' }, 30],
  ['the reset of a spent budget', 403, left(0), 1_800],
  ['a 429 that says nothing', 429, {}, 60],
  ['a wait longer than an hour', 429, { 'retry-after': '90000' }, 3_600],
])('%s is honoured', (_, status, headers, seconds) => {
  const { all, note, clock, first } = budgets()
  note(status, headers)
  expect(refusal(() => all.refusePaused('token'))?.code).toBe('github_rate_limited')
  expect(first()?.lastError?.sentence).toContain(`${seconds} seconds`)
  clock.now += seconds * 1_000
  expect(refusal(() => all.refusePaused('token'))).toBeNull()
  expect(first()?.pausedUntil).toBeNull()
})

test('a 403 about rights is no limit, and one credential does not pay for another', () => {
  const { all, note } = budgets()
  note(403, left(4_000))
  expect(refusal(() => all.refusePaused('token'))).toBeNull()
  note(429)
  expect(refusal(() => all.refusePaused('installation:1'))).toBeNull()
})

test('what has not changed is not sent again, but given again', async () => {
  const asked: (string | null)[] = []
  let version = 1
  const ask = createConditionalFetch(async (_url, init) => {
    const tag = new Headers(init.headers).get('if-none-match')
    asked.push(tag)
    const etag = `"${version}"`
    if (tag === etag) return new Response(null, { status: 304, headers: { etag, 'x-ratelimit-remaining': '9' } })
    return Response.json({ version }, { headers: { etag, 'x-ratelimit-remaining': '8' } })
  })
  const get = async () => {
    const { response, isUnchanged } = await ask('https://x/1', {})
    return [response.status, await response.json(), isUnchanged, response.headers.get('x-ratelimit-remaining')]
  }
  expect(await get()).toEqual([200, { version: 1 }, false, '8'])
  expect(await get()).toEqual([200, { version: 1 }, true, '9'])
  version = 2
  expect(await get()).toEqual([200, { version: 2 }, false, '8'])
  await ask('https://x/1', { method: 'POST' })
  expect(asked).toEqual([null, '"1"', '"1"', null])
})

test('answers are kept as long as there is room, the longest unused go first', async () => {
  const asked: string[] = []
  const ask = createConditionalFetch(async (url, init) => {
    if (!new Headers(init.headers).has('if-none-match')) asked.push(url)
    return new Response('x'.repeat(3_900_000), { headers: { etag: '"1"' } })
  })
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'a', 'g', 'a', 'b']) await ask(name, {})
  expect(asked).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'b'])
})
