import { expect, test } from 'vitest'
import type { Card } from './issue-types.ts'
import { waitingLook } from './waiting-look.ts'

const now = new Date('2026-03-01T12:00:00Z')
const card = (
  waiting: Partial<Card['waiting_on']>,
  more: { category?: Card['status']['category']; fix?: Card['fix_state'] } = {},
) => ({
  waiting_on: { who: 'person' as const, code: 'start', text: 'words', since: '2026-03-01T09:00:00Z', until: null, ...waiting },
  fix_state: more.fix ?? ('none' as const),
  status: { id: 's', name: 's', color: 'grey', category: more.category ?? ('backlog' as const) },
})

test('an issue that nobody has begun says nothing on its card', () => {
  expect(waitingLook(card({ code: 'start' }), now)).toBeNull()
})

test('waiting is told with its age, a window with what is left of it', () => {
  expect(waitingLook(card({ code: 'plan_review', text: 'plan waits for you' }), now)).toMatchObject({
    tone: 'need',
    text: 'plan waits for you',
    time: '3 h',
  })
  expect(waitingLook(card({ code: 'watching', until: '2026-03-02T19:00:00Z' }), now)?.time).toBe('31 h left')
  expect(waitingLook(card({ code: 'watching', until: '2026-03-01T11:00:00Z' }), now)?.time).toBe('ending')
})

test('a first minute is not counted', () => {
  expect(waitingLook(card({ code: 'run_working', since: '2026-03-01T11:59:30Z' }), now)).toMatchObject({ time: '', live: true })
})

test('only a verified fix in a done column earns the shield', () => {
  expect(waitingLook(card({ code: 'closed' }, { category: 'done', fix: 'verified' }), now)).toMatchObject({
    tone: 'good',
    text: 'verified in production',
  })
  expect(waitingLook(card({ code: 'closed' }, { category: 'done', fix: 'failed' }), now)).toBeNull()
  expect(waitingLook(card({ code: 'closed' }, { category: 'canceled', fix: 'verified' }), now)).toBeNull()
})
