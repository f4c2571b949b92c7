import { describe, expect, test } from 'vitest'
import { isReapply, revertedBy, saysItReverts } from './revert.ts'

const merge = { repository: 'acme/shop', number: 7, mergeSha: 'abcdef0123456789abcdef0123456789abcdef01' }
const says = (text: string, inRepository = 'acme/shop') => saysItReverts(text, inRepository, merge)

describe('a revert', () => {
  test.each([
    `Revert "Fix it"\n\nThis reverts commit ${merge.mergeSha}.`,
    `Revert "Merge pull request #7 from acme/fix"\n\nThis reverts commit ${merge.mergeSha}, reversing\nchanges made to 1111111111111111111111111111111111111111.`,
    `Revert "Fix it (#7)" (#8)\n\nThis reverts commit ${merge.mergeSha}.`,
    'This reverts commit ABCDEF0123.',
    'Reverts acme/shop#7',
    'reverts ACME/Shop#7',
    'Reverts #7',
    'Why: it broke.\n\nReverts acme/shop#7',
  ])('%s', (text) => expect(says(text)).toBe(true))
})

describe('no revert of this merge', () => {
  test.each([
    'This reverts commit 1111111.',
    'This reverts commit abcde.',
    'Reverts acme/shop#70',
    'Reverts acme/other#7',
    'This does what #7 did; it reverts nothing',
    'see acme/shop#7',
    '> Reverts acme/shop#7\n\nLet us not do this.',
    '```\nThis reverts commit abcdef0123456789abcdef0123456789abcdef01.\n```',
    '<!-- Reverts acme/shop#7 -->',
    '',
  ])('%s', (text) => expect(says(text)).toBe(false))
  test('a bare number means the repository that it stands in', () => expect(says('Reverts #7', 'acme/other')).toBe(false))
})

test('all that is reverted is told', () => {
  expect(revertedBy('Reverts acme/shop#7\nReverts #8\n\nThis reverts commit abcdef0.', 'acme/api')).toEqual({
    commits: ['abcdef0'],
    pulls: [
      { repository: 'acme/shop', number: 7 },
      { repository: 'acme/api', number: 8 },
    ],
  })
})

describe('the revert of a revert', () => {
  test.each(['Revert "Revert "Fix it""', 'Reapply "Fix it"', 'revert: "revert: fix it"', 'Revert "Reapply "Fix it""'])(
    '%s',
    (subject) => expect(isReapply(subject)).toBe(true),
  )
  test.each(['Revert "Fix it"', 'Reapplying is hard', 'Fix "Revert" button', 'Reverting'])('not %s', (subject) =>
    expect(isReapply(subject)).toBe(false),
  )
})
