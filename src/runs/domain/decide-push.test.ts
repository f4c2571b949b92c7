import { expect, test } from 'vitest'
import { decidePush, type PushFacts } from './decide-push.ts'
import type { FileChange } from './diff.ts'

const file: FileChange = {
  path: 'src/cart.ts',
  previousPath: null,
  status: 'modified',
  addedLines: 1,
  removedLines: 1,
  binary: false,
  oldMode: '100644',
  newMode: '100644',
  escapesTo: null,
  addedText: 'return cart?.total ?? 0',
}
const facts: PushFacts = {
  diff: {
    baseSha: 'a',
    headSha: 'b',
    files: [file],
    addedLines: 1,
    removedLines: 1,
    packageScriptsChanged: [],
    truncated: false,
  },
  trail: { commits: [], unchecked: null },
  guardedPaths: [],
  secrets: ['a-literal-secret-value'],
  headSha: 'b',
  approved: null,
  requiresReview: null,
  publicText: false,
}
const withFile = (change: Partial<FileChange>) => ({ ...facts, diff: { ...facts.diff, files: [{ ...file, ...change }] } })
const approval = (head_sha: string) => ({ head_sha, by: { type: 'person', id: 'usr_1', name: 'Ada' }, at: '' })

test('an ordinary change is pushed', () => {
  expect(decidePush(facts)).toEqual({ push: true })
})

test.each([
  ['a guarded path', withFile({ path: '.github/workflows/ci.yml' }), /guarded/],
  ['a path that the repository guards', { ...facts, guardedPaths: ['src/**'] }, /guarded/],
  [
    'our own secret in base64',
    withFile({ addedText: `x = "${Buffer.from('a-literal-secret-value').toString('base64')}"` }),
    /secret of this installation/,
  ],
  ['work on outside text', { ...facts, publicText: true }, /a person to look/],
  ['a policy of review', { ...facts, requiresReview: true }, /a person to look/],
])('%s is held', (_, given, because) => {
  expect(decidePush(given)).toMatchObject({ push: false, because: expect.stringMatching(because) })
})

test('the policy may let outside text pass without review', () => {
  expect(decidePush({ ...facts, publicText: true, requiresReview: false })).toEqual({ push: true })
})

test('an approval counts for its commit alone', () => {
  const held = withFile({ path: 'Dockerfile' })
  expect(decidePush({ ...held, approved: approval('b') })).toEqual({ push: true })
  expect(decidePush({ ...held, approved: approval('c') })).toMatchObject({ push: false })
})
