import { describe, expect, test } from 'vitest'
import { saysItReverts } from './revert.ts'

const merge = { repository: 'acme/shop', number: 7, mergeSha: 'abcdef0123456789abcdef0123456789abcdef01' }
const says = (text: string, inRepository = 'acme/shop') => saysItReverts(text, inRepository, merge)

describe('a revert', () => {
  test.each([
    `Revert "Fix it"\n\nThis reverts commit ${merge.mergeSha}.`,
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
    '',
  ])('%s', (text) => expect(says(text)).toBe(false))
  test('a bare number means the repository that it stands in', () => expect(says('Reverts #7', 'acme/other')).toBe(false))
})
