// Which changes a person has to see before they are pushed.
import { expect, test } from 'vitest'
import type { DiffSummary, FileChange } from './diff.ts'
import { defaultPolicy, guardDiff } from './diff-guard.ts'

const plain: FileChange = {
  path: 'src/checkout.ts',
  previousPath: null,
  status: 'modified',
  addedLines: 1,
  removedLines: 1,
  binary: false,
  oldMode: '100644',
  newMode: '100644',
  escapesTo: null,
  addedText: 'return total ?? 0',
}

function diffOf(files: Partial<FileChange>[], over: Partial<DiffSummary> = {}): DiffSummary {
  return {
    baseSha: 'a'.repeat(40),
    headSha: 'b'.repeat(40),
    files: files.map((file) => ({ ...plain, ...file })),
    addedLines: files.length,
    removedLines: 0,
    packageScriptsChanged: [],
    truncated: false,
    ...over,
  }
}

const rulesOf = (diff: DiffSummary, policy = defaultPolicy) => guardDiff(diff, policy).map((finding) => finding.rule)

test('an ordinary change passes', () =>
  expect(guardDiff(diffOf([{}, { path: 'test/checkout.test.ts', status: 'added' }]))).toEqual([]))

test.each([
  '.github/workflows/ci.yml',
  '.gitlab-ci.yml',
  '.gitlab-ci/build.yml',
  '.claude/settings.json',
  'packages/app/.claude/agents/x.md',
  '.mcp.json',
  '.gitattributes',
  '.gitmodules',
  'sub/.gitignore',
  '.husky/pre-commit',
  'CODEOWNERS',
  'docs/CODEOWNERS',
  'package-lock.json',
  'web/yarn.lock',
  'pnpm-lock.yaml',
  'go.sum',
  'Cargo.lock',
  'Dockerfile',
  'docker/Dockerfile.prod',
  'DOCKERFILE',
  '.GitHub/workflows/x.yml',
  'CLAUDE.md',
])('%s is guarded', (path) => {
  expect(guardDiff(diffOf([{ path }]))).toEqual([{ rule: 'guarded_path', path, detail: `${path} is a guarded path.` }])
})

test.each(['src/github.ts', 'docs/Docker.md', 'packages.json', 'src/lock.ts', 'git/x.ts', 'src/claude.md.ts'])(
  '%s is not',
  (path) => {
    expect(guardDiff(diffOf([{ path }]))).toEqual([])
  },
)

test('a repository can guard more', () => {
  const policy = { ...defaultPolicy, guardedPaths: ['infra/**', 'package.json#scripts'] }
  expect(rulesOf(diffOf([{ path: 'infra/prod/main.tf' }]), policy)).toEqual(['guarded_path'])
})

test('moving a guarded file away is a change of it', () => {
  expect(rulesOf(diffOf([{ path: 'old/ci.yml', previousPath: '.github/workflows/ci.yml', status: 'renamed' }]))).toEqual([
    'guarded_path',
  ])
})

test('scripts of a package are guarded, the rest of it is not', () => {
  expect(rulesOf(diffOf([{ path: 'package.json' }]))).toEqual([])
  expect(rulesOf(diffOf([{ path: 'package.json' }], { packageScriptsChanged: ['package.json'] }))).toEqual(['package_scripts'])
})

test.each<[string, Partial<FileChange>]>([
  ['binary', { path: 'logo.png', binary: true, status: 'added' }],
  ['symlink', { path: 'link', newMode: '120000', escapesTo: '../../etc/passwd' }],
  ['submodule', { path: 'vendor/x', newMode: '160000' }],
  ['secret', { addedText: `const k = "sk-ant-api03-${'a8Kq2LxZ9vT4mW7bN1cR5yH3jD6fG0pS'}"` }],
])('%s is found', (rule, file) => expect(rulesOf(diffOf([file]))).toEqual([rule]))

test('a finding never repeats the secret', () => {
  const secret = `ghp_${'a8Kq2LxZ9vT4mW7bN1cR5yH3jD6fG0pSAb12'}`
  expect(JSON.stringify(guardDiff(diffOf([{ addedText: secret }])))).not.toContain(secret)
})

test('removing a binary or a link inside of the tree is fine', () => {
  expect(rulesOf(diffOf([{ binary: true, status: 'deleted', newMode: '000000' }, { newMode: '120000' }]))).toEqual([])
})

test('size is limited in files and in lines, and an unreadable change is one', () => {
  const policy = { ...defaultPolicy, filesMax: 1, linesMax: 10 }
  expect(rulesOf(diffOf([{}, {}]), policy)).toEqual(['too_large'])
  expect(rulesOf(diffOf([{}], { addedLines: 8, removedLines: 3 }), policy)).toEqual(['too_large'])
  expect(rulesOf(diffOf([], { truncated: true }))).toEqual(['unreadable'])
})
