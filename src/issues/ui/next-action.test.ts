import { expect, test } from 'vitest'
import type { Issue } from './issue-types.ts'
import { nextAction } from './next-action.ts'

const pull: Issue['pull_request'] = { number: 7, url: 'https://example.test/7', state: 'open', ci_state: null }
const issue = (code: string, pull_request: Issue['pull_request'] = null) => ({
  waiting_on: { who: 'person' as const, code, text: '', since: '', until: null },
  pull_request,
})

test('an untouched issue can be investigated, an approved plan implemented', () => {
  expect(nextAction(issue('start'), null)).toMatchObject({ kind: 'start', run: 'investigate' })
  expect(nextAction(issue('implement'), 'investigate')).toMatchObject({ kind: 'start', run: 'implement' })
})

test('a failed run is tried again as what it was', () => {
  expect(nextAction(issue('run_failed'), 'implement')).toMatchObject({ label: 'Try again', run: 'implement' })
  expect(nextAction(issue('run_failed'), 'qa')).toMatchObject({ run: 'investigate' })
})

test('a pull request is opened where it lives, if that is known', () => {
  expect(nextAction(issue('pull_review', pull), null)).toMatchObject({ kind: 'open_pull', label: 'Open #7' })
  expect(nextAction(issue('pull_review', { ...pull, url: null }), null)).toEqual({ kind: 'none' })
})

test('while time or a deploy must pass there is nothing to press', () => {
  for (const code of ['watching', 'deploy', 'closed']) expect(nextAction(issue(code), null)).toEqual({ kind: 'none' })
})
