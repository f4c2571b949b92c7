// Git's diff formats, including content that tries to look like them.
import { expect, test } from 'vitest'
import { leavesTree } from './diff.ts'
import { parseAddedLines, parseNumstat, parseRaw } from './patch.ts'

const [a, b] = ['a'.repeat(40), 'b'.repeat(40)]

test('raw changes with and without a second path', () => {
  const raw = `:100644 100755 ${a} ${b} M\0run.sh\0:100644 100644 ${a} ${a} R100\0old name\0new name\0:000000 120000 ${a} ${b} A\0link\0`
  expect(parseRaw(raw)).toMatchObject([
    { status: 'M', path: 'run.sh', newMode: '100755', previousPath: null },
    { status: 'R', path: 'new name', previousPath: 'old name' },
    { status: 'A', path: 'link', newMode: '120000' },
  ])
})

test('line counts of text, binary and renamed files', () => {
  const counts = parseNumstat('3\t1\ta.txt\0-\t-\tlogo.png\x000\t2\t\0old\0new\0')
  expect(counts.get('a.txt')).toEqual({ added: 3, removed: 1, binary: false })
  expect(counts.get('logo.png')).toEqual({ added: 0, removed: 0, binary: true })
  expect(counts.get('new')).toEqual({ added: 0, removed: 2, binary: false })
})

test('added lines belong to the file of their hunk, whatever they contain', () => {
  const patch = [
    'diff --git a/x b/x',
    '--- a/x',
    '+++ b/x',
    '@@ -1 +1,3 @@',
    '-old',
    '+++ b/innocent.txt',
    '+@@ -0,0 +1 @@',
    '+key = 1',
    'diff --git a/y z b/y z',
    '--- a/y z\t',
    '+++ b/y z\t',
    '@@ -0,0 +1 @@',
    '+second',
    '+++ "b/tab\\there"',
    '@@ -0,0 +1 @@',
    '+third',
  ].join('\n')
  expect([...parseAddedLines(patch)]).toEqual([
    ['x', '++ b/innocent.txt\n@@ -0,0 +1 @@\nkey = 1'],
    ['y z', 'second'],
    ['tab\there', 'third'],
  ])
})

test.each([
  ['link', '/etc/passwd', true],
  ['link', '../outside', true],
  ['a/b/link', '../../..', true],
  ['a/link', '../.git/config', true],
  ['a/b/link', '../c', false],
  ['link', 'docs/README.md', false],
  ['a/link', '..', false],
])('a symlink %s to %s leaves the tree: %s', (path, target, leaves) => {
  expect(leavesTree(path, target)).toBe(leaves)
})
