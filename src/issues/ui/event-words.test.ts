import { expect, test } from 'vitest'
import { eventLine } from './event-words.ts'

const line = (type: string, payload: Record<string, unknown> = {}) => eventLine({ type, payload })
const changed = (changes: Record<string, [unknown, unknown]>, more = {}) => line('issue.updated', { changes, ...more })

test('a move is told with both columns and its cause', () => {
  const payload = {
    changes: { status: [{ name: 'Backlog' }, { name: 'Done' }] },
    cause: { code: 'verified', detail: 'No recurrence in 48 hours.' },
  }
  expect(line('issue.moved', payload)).toEqual({ text: 'moved it from Backlog to Done', detail: 'No recurrence in 48 hours.' })
})

test('several changes of one edit are one sentence', () => {
  expect(changed({ priority: ['P3', 'P1'], assignee: [null, { name: 'Claude' }] })?.text).toBe(
    'changed the priority from P3 to P1, assigned Claude',
  )
})

test('labels are named where the log knows their names', () => {
  const [bug, api] = [
    { id: 'lbl_1', name: 'Bug' },
    { id: 'lbl_2', name: 'API' },
  ]
  expect(changed({ labels: [[bug], [api, bug]] })?.text).toBe('added the label API')
  expect(changed({ labels: [[bug], [api]] })?.text).toBe('added the label API and took off the label Bug')
  expect(changed({ labels: [[], ['Fix Failed']] })?.text).toBe('added the label Fix Failed')
  expect(changed({ labels: [['lbl_1'], ['lbl_1', 'lbl_2']] })?.text).toBe('changed the labels')
})

test('what says nothing to a person is left out', () => {
  expect(changed({ rank: ['a0', 'a1'] })).toBeNull()
  expect(line('run.updated', { state: 'running' })).toBeNull()
})

test('verdicts and unknown events are told in words', () => {
  expect(line('fix.verified', { detail: 'sure' })).toEqual({ text: 'the fix is verified', detail: 'sure' })
  expect(line('robot.danced')).toEqual({ text: 'robot danced', detail: null })
})

test("what was said at a vendor's is told with its beginning", () => {
  const told = { source: 'github', detail: 'ada wants changes of acme/shop#7.', excerpt: 'Why not a map?' }
  expect(line('signal.recorded', told)).toEqual({ text: 'heard: ada wants changes of acme/shop#7.', detail: 'Why not a map?' })
  expect(line('signal.recorded', { source: 'sentry' })?.text).toBe('heard of it from sentry')
})

test('checks are told apart from the state of the pull request', () => {
  const pull = { repository: 'acme/shop', number: 7, state: 'open' }
  expect(line('pr.updated', { ...pull, changes: { ci_state: [null, 'failure'] } })?.text).toMatch(/^checks of .*7: failure$/)
  expect(line('pr.updated', { ...pull, changes: { state: ['draft', 'open'] } })?.text).toMatch(/7 is open$/)
})
