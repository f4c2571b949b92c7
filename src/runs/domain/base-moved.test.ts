import { expect, test } from 'vitest'
import { type BaseFacts, judgeBase } from './base-moved.ts'

const facts: BaseFacts = {
  baseSha: 'a'.repeat(40),
  tipSha: 'b'.repeat(40),
  isAncestor: true,
  commits: 3,
  changedFiles: ['README.md', 'src/cart.js'],
  plan: '## Plan\n\nChange `total` in `src/orders.js`.',
}

test.each<[string, Partial<BaseFacts>, string | null]>([
  ['a few commits elsewhere are nothing to worry about', {}, null],
  ['nor is a base that did not move', { tipSha: facts.baseSha }, null],
  ['nor one that could not be looked at', { tipSha: null, isAncestor: null }, null],
  ['many commits are', { commits: 21 }, '21 commits since the plan was made.'],
  [
    'a file that the plan names is',
    { commits: 1, plan: 'Guard `src/cart.js`.' },
    'One commit since the plan was made; files that it names were changed: src/cart.js.',
  ],
  ['another file with a longer name is none', { plan: 'See lib/src/cart.js and src/cart.jsx' }, null],
  [
    'a rewritten base is',
    { isAncestor: false },
    'The base was rewritten since the plan was made: its commit is not part of it any more.',
  ],
  ['a base that is gone is', { isAncestor: null }, 'The commit that the plan was made for is not known any more.'],
])('%s', (_, change, warning) => {
  expect(judgeBase({ ...facts, ...change }).warning).toBe(warning)
})

test('at most five files are named', () => {
  const changedFiles = Array.from({ length: 8 }, (_, index) => `src/file-${index}.ts`)
  const { warning, plannedFiles } = judgeBase({ ...facts, changedFiles, plan: changedFiles.join('\n') })
  expect(plannedFiles).toHaveLength(8)
  expect(warning).toContain('src/file-4.ts and 3 more')
})
