import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Category, categories } from '#src/issues/domain/category.ts'
import { decideStatus, foldStatus, type OtherMove, type PullState, type PullStep } from './issue-status-by-pr.ts'

const at = (minute: number) => `2026-03-02T10:${String(minute).padStart(2, '0')}:00.000Z`
const step = (minute: number, state: PullState, pull = 'acme/shop#7'): PullStep => ({ at: at(minute), pull, state })
const move = (minute: number, category: Category): OtherMove => ({ at: at(minute), category })
const fold = (pulls: PullStep[], { moves = [] as OtherMove[], isErrorSourced = false, start = 'backlog' as Category } = {}) =>
  foldStatus({ start, isErrorSourced, pulls, moves })

describe('one pull request', () => {
  test.each([
    ['open', false, 'in_review', null],
    ['draft', false, 'in_progress', null],
    ['closed', false, 'in_progress', null],
    ['merged', false, 'done', null],
    ['open', true, 'in_review', null],
    ['merged', true, 'in_review', 'awaiting_deploy'],
  ] as const)('%s, error %s → %s, fix %s', (state, isErrorSourced, category, fixState) => {
    for (const from of ['backlog', 'investigating', 'needs_review', 'in_progress', 'in_review'] as const) {
      expect(decideStatus(from, [state], isErrorSourced)).toMatchObject({ category, fixState })
    }
  })

  test.each(['done', 'canceled'] as const)('an issue that is %s is not moved by any', (category) => {
    for (const state of ['open', 'draft', 'closed', 'merged'] as const) {
      expect(decideStatus(category, [state], false)).toMatchObject({ category, reason: { code: 'closed_stays_closed' } })
    }
  })

  test('none moves nothing', () =>
    expect(decideStatus('needs_review', [], true)).toMatchObject({ category: 'needs_review', fixState: null }))
})

describe('several', () => {
  test.each([
    [['merged', 'open'], 'in_review'],
    [['merged', 'draft'], 'in_progress'],
    [['merged', 'closed'], 'done'],
    [['closed', 'draft'], 'in_progress'],
    [['closed', 'closed'], 'in_progress'],
    [['draft', 'open', 'closed'], 'in_review'],
  ] as [PullState[], Category][])('%j → %s', (states, category) =>
    expect(decideStatus('backlog', states, false).category).toBe(category),
  )
})

describe('a life', () => {
  test('draft, ready, merged', () => {
    expect(fold([step(1, 'draft')]).category).toBe('in_progress')
    expect(fold([step(1, 'draft'), step(2, 'open')]).category).toBe('in_review')
    expect(fold([step(1, 'draft'), step(2, 'open'), step(3, 'merged')]).category).toBe('done')
  })

  test('of an error waits for its deploy', () => {
    expect(fold([step(1, 'open'), step(2, 'merged')], { isErrorSourced: true })).toMatchObject({
      category: 'in_review',
      fixState: 'awaiting_deploy',
    })
  })

  test("a person's later move stays, whatever is heard of earlier changes", () => {
    const moves = [move(5, 'needs_review')]
    expect(fold([step(1, 'open')], { moves }).category).toBe('needs_review')
    expect(fold([step(1, 'open'), step(4, 'merged')], { moves }).category).toBe('needs_review')
    expect(fold([step(1, 'open'), step(6, 'merged')], { moves }).category).toBe('done')
    expect(fold([step(1, 'open'), step(5, 'merged')], { moves }).category).toBe('needs_review')
  })

  test('hearing of the merge again does not bring back what a failed verdict sent to the backlog', () => {
    const moves = [move(5, 'backlog')]
    const pulls = [step(1, 'open'), step(2, 'merged'), step(6, 'merged')]
    expect(fold(pulls, { moves, isErrorSourced: true }).category).toBe('backlog')
  })

  test('a second fix after that goes to review again', () => {
    const pulls = [step(1, 'open'), step(2, 'merged'), step(6, 'open', 'acme/shop#8')]
    expect(fold(pulls, { moves: [move(5, 'backlog')], isErrorSourced: true }).category).toBe('in_review')
  })

  test('a pull request that opens after the issue was done does not reopen it', () => {
    expect(fold([step(1, 'open'), step(2, 'merged'), step(3, 'open', 'acme/shop#8')]).category).toBe('done')
  })

  test('of two moves of one moment the later one counts: a verdict that is broken as it is given', () => {
    const moves = [move(5, 'done'), move(5, 'backlog')]
    expect(fold([step(1, 'open'), step(2, 'merged')], { moves, isErrorSourced: true }).category).toBe('backlog')
    expect(fold([step(1, 'open'), step(5, 'merged')], { moves: moves.toReversed(), isErrorSourced: true }).category).toBe('done')
  })

  test('canceled by a person it stays canceled', () => {
    expect(fold([step(1, 'open'), step(3, 'merged')], { moves: [move(2, 'canceled')] }).category).toBe('canceled')
  })
})

test('the order in which things are told does not matter', () => {
  const pulls = fc.array(
    fc
      .tuple(fc.nat(9), fc.constantFrom<PullState>('open', 'draft', 'closed', 'merged'), fc.constantFrom('a#1', 'a#2'))
      .map(([minute, state, pull]) => step(minute, state, pull)),
    { maxLength: 6 },
  )
  const moves = fc.array(
    fc.tuple(fc.nat(9), fc.constantFrom(...categories)).map(([minute, category]) => move(minute, category)),
    { maxLength: 3 },
  )
  fc.assert(
    fc.property(
      pulls,
      moves,
      fc.boolean(),
      fc.constantFrom(...categories),
      fc.infiniteStream(fc.nat()),
      (steps, others, isErrorSourced, start, random) => {
        const shuffled = <T>(items: T[]) =>
          items
            .map((item) => [random.next().value, item] as const)
            .sort(([a], [b]) => a - b)
            .map(([, item]) => item)
        const straight = foldStatus({ start, isErrorSourced, pulls: steps, moves: others })
        const repeated = [...steps, ...steps.slice(0, 2)]
        expect(foldStatus({ start, isErrorSourced, pulls: shuffled(repeated), moves: others })).toEqual(straight)
        if (isErrorSourced && straight.category === 'done')
          expect(start === 'done' || others.some((other) => other.category === 'done')).toBe(true)
      },
    ),
  )
})
