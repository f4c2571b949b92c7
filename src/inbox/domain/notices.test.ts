import fc from 'fast-check'
import { expect, test } from 'vitest'
import { categories } from '#src/issues/domain/category.ts'
import { deriveNotices, type NoticeFacts, noticeKey, noticeTextMax, type RunFacts } from './notices.ts'

const early = new Date('2026-01-01T00:00:00Z')
const late = new Date('2026-01-02T00:00:00Z')
const calm: NoticeFacts = {
  isDeleted: false,
  category: 'in_progress',
  needsAttention: null,
  plan: null,
  run: null,
  refused: null,
  fix: null,
  assignment: null,
  mentions: [],
}
const ended: RunFacts = {
  id: 'run_1',
  kind: 'implement',
  state: 'finished',
  reason: 'succeeded',
  outcome: 'completed',
  question: null,
  failure: null,
  isPushHeld: false,
  heldBecause: null,
  createdAt: early,
  isRetried: false,
}
const refused = { id: 'dec_1', reason: 'no_repository', detail: 'not started: no repository', cause: 'assigned', at: late }
const fix = { id: 'fix_1', state: 'failed', detail: 'it came back', verdictAt: late, brokenAt: null }
const mention = { commentId: 'cmt_1', userId: 'usr_1', author: 'Ada', excerpt: 'look', isOpen: true }
const given = { userId: 'usr_1', seq: 7, by: { id: 'usr_2', name: 'Ada' } }

test.each<[string, Partial<NoticeFacts>, [string, string][]]>([
  ['nothing', {}, []],
  [
    'a submitted plan',
    { plan: { id: 'pln_1', version: 2, state: 'submitted' } },
    [['plan_review', 'Plan version 2 waits for your review']],
  ],
  ['an approved plan', { plan: { id: 'pln_1', version: 2, state: 'approved' } }, []],
  ['a question', { run: { ...ended, outcome: 'needs_decision', question: 'Which\n one?' } }, [['question', 'Which one?']]],
  ['a blocker without words', { run: { ...ended, outcome: 'blocked' } }, [['blocked', 'The agent is blocked']]],
  [
    'a held push',
    { run: { ...ended, isPushHeld: true, heldBecause: 'a workflow changes' } },
    [['push_review', 'Changes wait for your review before the push: a workflow changes']],
  ],
  ['a run at work', { run: { ...ended, state: 'running', reason: null, outcome: null } }, []],
  [
    'a permission',
    { run: { ...ended, state: 'waiting_for_person', reason: null, outcome: null } },
    [['permission', 'The agent asks for a permission']],
  ],
  [
    'a failed run',
    { run: { ...ended, reason: 'timed_out', failure: 'too long' } },
    [['run_failed', 'The run timed out: too long']],
  ],
  ['a failed run that is tried again', { run: { ...ended, reason: 'lost', isRetried: true } }, []],
  [
    'a failed run whose retry was refused',
    { run: { ...ended, reason: 'lost', isRetried: true }, refused: { ...refused, cause: 'retry' } },
    [['run_failed', 'The run lost']],
  ],
  ['a canceled run', { run: { ...ended, reason: 'canceled' } }, []],
  ['a failed fix', { fix }, [['fix_failed', 'The fix failed: it came back']]],
  ['a failed fix that is worked on again', { fix, run: { ...ended, createdAt: late } }, []],
  [
    'an inconclusive fix',
    { fix: { ...fix, state: 'inconclusive' } },
    [['fix_inconclusive', 'The fix could not be verified: it came back']],
  ],
  ['a verified fix', { fix: { ...fix, state: 'verified' } }, []],
  [
    'a verified fix whose error came back',
    { fix: { ...fix, state: 'verified', brokenAt: late } },
    [['fix_broken', 'The error came back after its fix had been verified']],
  ],
  ['a refused start', { refused }, [['start_refused', 'Not started: no repository']]],
  ['a start that waits for money', { refused: { ...refused, reason: 'day_budget' } }, []],
  [
    'a refusal that this version does not know',
    { refused: { ...refused, reason: 'new_gate' } },
    [['start_refused', 'Not started: no repository']],
  ],
  ['attention', { needsAttention: 'look here' }, [['attention', 'look here']]],
  [
    'attention for what is told already',
    { needsAttention: 'look here', plan: { id: 'pln_1', version: 1, state: 'submitted' } },
    [['plan_review', 'Plan version 1 waits for your review']],
  ],
  ['an assignment', { assignment: given }, [['assigned', 'Ada assigned this to you']]],
  ['an assignment by oneself', { assignment: { ...given, by: { id: 'usr_1', name: 'Me' } } }, []],
  ['a mention', { mentions: [mention] }, [['mention', 'Ada: look']]],
  ['an answered mention', { mentions: [{ ...mention, isOpen: false }] }, []],
  ['a mention on a closed issue', { category: 'done', mentions: [mention], assignment: given }, [['mention', 'Ada: look']]],
  ['a deleted issue', { isDeleted: true, mentions: [mention], assignment: given }, []],
])('%s', (_, facts, expected) => {
  expect(deriveNotices({ ...calm, ...facts }).map(({ kind, text }) => [kind, text])).toEqual(expected)
})

const anyFacts: fc.Arbitrary<NoticeFacts> = fc.record({
  isDeleted: fc.boolean(),
  category: fc.constantFrom(...categories),
  needsAttention: fc.option(fc.string()),
  plan: fc.option(fc.record({ id: fc.uuid(), version: fc.nat(), state: fc.constantFrom('submitted', 'approved', 'superseded') })),
  run: fc.option(
    fc.record({
      id: fc.uuid(),
      kind: fc.constant('implement'),
      state: fc.constantFrom('queued', 'running', 'waiting_for_person', 'finished'),
      reason: fc.constantFrom('succeeded', 'failed', 'canceled', 'lost'),
      outcome: fc.option(fc.constantFrom('completed', 'blocked', 'needs_decision')),
      question: fc.option(fc.string({ unit: 'grapheme', maxLength: 2000 })),
      failure: fc.option(fc.string()),
      isPushHeld: fc.boolean(),
      heldBecause: fc.option(fc.string()),
      createdAt: fc.constantFrom(early, late),
      isRetried: fc.boolean(),
    }),
  ),
  refused: fc.option(
    fc.record({ id: fc.uuid(), reason: fc.string(), detail: fc.string(), cause: fc.string(), at: fc.constant(late) }),
  ),
  fix: fc.option(
    fc.record({
      id: fc.uuid(),
      state: fc.constantFrom('watching', 'failed', 'inconclusive', 'verified', 'reverted'),
      detail: fc.string(),
      verdictAt: fc.option(fc.constant(late)),
      brokenAt: fc.option(fc.constant(late)),
    }),
  ),
  assignment: fc.option(fc.constant(given)),
  mentions: fc.array(fc.constant(mention), { maxLength: 1 }),
})

test('every notice fits its row, and no two of an issue are the same', () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const notices = deriveNotices(facts)
      expect(new Set(notices.map(noticeKey)).size).toBe(notices.length)
      for (const notice of notices) {
        expect([...notice.text].length).toBeLessThanOrEqual(noticeTextMax)
        expect(notice.text).not.toBe('')
        expect(notice.userId !== null).toBe(notice.kind === 'mention' || notice.kind === 'assigned')
      }
      if (facts.isDeleted) expect(notices).toEqual([])
    }),
  )
})
