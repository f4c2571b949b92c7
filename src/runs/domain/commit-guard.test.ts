import { expect, test } from 'vitest'
import { guardCommits, literalSecrets } from './commit-guard.ts'
import type { CommitChange, CommitTrail, DiffSummary, FileChange } from './diff.ts'
import { defaultPolicy } from './diff-guard.ts'

const secret = 'correct-horse-battery-staple'
const guard = { policy: defaultPolicy, secrets: [secret] }

function diffOf(...files: Partial<FileChange>[]): DiffSummary {
  const plain: FileChange = {
    path: 'src/basket.ts',
    previousPath: null,
    status: 'modified',
    addedLines: 1,
    removedLines: 0,
    binary: false,
    oldMode: '100644',
    newMode: '100644',
    escapesTo: null,
    addedText: 'return total',
  }
  return {
    baseSha: 'a'.repeat(40),
    headSha: 'b'.repeat(40),
    files: files.map((file) => ({ ...plain, ...file })),
    addedLines: 1,
    removedLines: 0,
    packageScriptsChanged: [],
    truncated: false,
  }
}
const commit = (over: Partial<CommitChange> = {}): CommitChange => ({
  sha: '0123456789abcdef'.padEnd(40, '0'),
  message: 'fix(basket): an empty basket has a total',
  diff: diffOf({}),
  ...over,
})
const trail = (commits: CommitChange[], unchecked: string | null = null): CommitTrail => ({ commits, unchecked })
const literal = (file: Partial<FileChange>) => literalSecrets(diffOf(file), [secret]).map(({ detail }) => detail)

test('ordinary commits leave nothing to look at', () => {
  expect(guardCommits(trail([commit(), commit()]), guard)).toEqual([])
})

test('what one commit adds is found though the next takes it away again', () => {
  const added = commit({ diff: diffOf({ path: 'notes.md', addedText: `the password: ${secret}` }) })
  expect(guardCommits(trail([added, commit()]), guard)).toEqual([
    { rule: 'secret', path: 'notes.md', detail: 'In commit 0123456789: An added line holds a secret of this installation.' },
  ])
})

test('a guarded path in the middle is found, and the size of a single commit is not judged', () => {
  const many = Array.from({ length: 80 }, (_, index) => ({ path: `src/${index}.ts` }))
  const commits = [
    commit({ diff: { ...diffOf(...many), addedLines: 100_000 } }),
    commit({ diff: diffOf({ path: 'Dockerfile' }) }),
  ]
  expect(guardCommits(trail(commits), guard).map(({ rule, path }) => [rule, path])).toEqual([['guarded_path', 'Dockerfile']])
})

test('messages are published too', () => {
  expect(guardCommits(trail([commit({ message: `fix: try ${secret}` })]), guard)).toMatchObject([
    { rule: 'secret', path: null, detail: 'In commit 0123456789: The message holds a secret of this installation.' },
  ])
})

test('a message that is too large to be read is for a person', () => {
  expect(guardCommits(trail([commit({ message: null })]), guard)).toMatchObject([{ rule: 'unreadable' }])
})

test('commits that could not be looked at are said, even when those that could are fine', () => {
  expect(guardCommits(trail([commit()], 'There are more than 500 commits.'), guard)).toEqual([
    { rule: 'unreadable', path: null, detail: 'There are more than 500 commits.' },
  ])
})

test('of very many findings the first hundred are listed, and the rest counted', () => {
  const bad = commit({ diff: diffOf(...Array.from({ length: 250 }, (_, index) => ({ path: `${index}/Dockerfile` }))) })
  const found = guardCommits(trail([bad]), guard)
  expect(found).toHaveLength(101)
  expect(found.at(-1)).toEqual({ rule: 'unreadable', path: null, detail: '150 more findings in single commits.' })
})

test('a hundred findings are no more than a hundred', () => {
  const bad = commit({ diff: diffOf(...Array.from({ length: 100 }, (_, index) => ({ path: `${index}/Dockerfile` }))) })
  expect(guardCommits(trail([bad]), guard)).toHaveLength(100)
})

test('a secret is known in the spellings that hide it', () => {
  const spelled = [secret, Buffer.from(secret).toString('base64'), Buffer.from(secret).toString('hex')]
  for (const addedText of spelled) expect(literal({ addedText: `x = "${addedText}"` })).toHaveLength(1)
  expect(literal({ addedText: 'correct horse battery staple' })).toEqual([])
})

test('the name of a file is published unless the file goes', () => {
  const path = `keys/${secret}.txt`
  expect(literal({ path, status: 'added' })).toEqual(['The name of the file holds a secret of this installation.'])
  expect(literal({ path, status: 'deleted', addedText: '' })).toEqual([])
})

test('without secrets nothing is one', () => {
  expect(literalSecrets(diffOf({ addedText: '' }, { addedText: 'x' }), [])).toEqual([])
})
