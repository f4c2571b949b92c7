// Which addresses are accepted, and where a credential goes.
import { expect, test } from 'vitest'
import { isBranchName, isObjectName } from './git.ts'
import { judgeRefs } from './probe.ts'
import { judgePush } from './push.ts'
import { judgeRemote, remoteEnvironment } from './remote.ts'

test.each([
  ['https://github.com/acme/shop.git', false, 'https'],
  ['ssh://git@example.com/acme/shop.git', false, 'ssh'],
  ['git@github.com:acme/shop.git', false, 'ssh'],
  ['/srv/git/shop.git', true, 'file'],
  ['file:///srv/git/shop.git', true, 'file'],
  ['http://127.0.0.1:3000/acme/shop.git', true, 'http'],
])('%s is reached by its own protocol only', (gitUrl, allowLocal, protocol) => {
  expect(judgeRemote(gitUrl, allowLocal)).toEqual({ ok: true, protocol })
  expect(remoteEnvironment({ gitUrl, allowLocal, defaultBranch: 'main', credential: null })).toEqual({
    GIT_ALLOW_PROTOCOL: protocol,
  })
})

test.each([
  ['/srv/git/shop.git', false],
  ['file:///srv/git/shop.git', false],
  ['http://example.com/acme/shop.git', true],
  ['http://127.0.0.1/acme/shop.git', false],
  ['ext::sh -c "touch /tmp/pwned"', true],
  ['ext::sh', true],
  ['--upload-pack=touch /tmp/pwned', true],
  ['-oProxyCommand=x@host:repo', true],
  ['git@-oProxyCommand=x:repo', false],
  ['git@host:-oProxy', false],
  ['ssh://-oProxyCommand=x/repo', false],
  ['https://me:secret@example.com/x.git', false],
  ['https://example.com/x.git\n--mirror', false],
  ['ftp://example.com/x.git', true],
  ['', true],
  ['not an address', true],
])('%j is refused', (gitUrl, allowLocal) => {
  expect(judgeRemote(gitUrl, allowLocal)).toMatchObject({ ok: false, detail: expect.any(String) })
  expect(remoteEnvironment({ gitUrl, allowLocal, defaultBranch: 'main', credential: null })).toEqual({
    GIT_ALLOW_PROTOCOL: 'none',
  })
})

test('the credential is a header for its own host and nowhere else', () => {
  const credential = { username: 'x-access-token', password: 'ghs_secret' }
  const environment = remoteEnvironment({
    gitUrl: 'https://github.com/acme/shop.git',
    allowLocal: false,
    defaultBranch: 'main',
    credential,
  })
  expect(environment.GIT_CONFIG_KEY_0).toBe('http.https://github.com/.extraHeader')
  expect(environment.GIT_CONFIG_VALUE_0).toBe(
    `Authorization: Basic ${Buffer.from('x-access-token:ghs_secret').toString('base64')}`,
  )
})

test.each(['main', 'dispatch/dsp-1-fix-checkout', 'v1.2', 'a@b', 'x#1'])('%s is a branch name', (name) => {
  expect(isBranchName(name)).toBe(true)
})

test.each([
  '',
  '-x',
  '--all',
  'a..b',
  'a//b',
  'a b',
  'a~1',
  'a^',
  'a:b',
  'a.lock',
  'a.lock/b',
  'a/.b',
  'x/',
  'x.',
  '@',
  'a@{1}',
  '*',
  'a\nb',
  '/a',
])('%j is not a branch name', (name) => expect(isBranchName(name)).toBe(false))

test('only full object names are object names', () => {
  expect(isObjectName('a'.repeat(40))).toBe(true)
  expect(isObjectName('a'.repeat(39))).toBe(false)
  expect(isObjectName(`${'a'.repeat(40)}\n`)).toBe(false)
})

const sha = 'a'.repeat(40)
test('the default branch is the wanted one, else the one the remote says', () => {
  const refs = `ref: refs/heads/trunk\tHEAD\n${sha}\tHEAD\n${sha}\trefs/heads/trunk\n${sha}\trefs/heads/next`
  expect(judgeRefs(refs, '')).toEqual({ ok: true, defaultBranch: 'trunk', headSha: sha, branches: 2 })
  expect(judgeRefs(refs, 'next')).toMatchObject({ ok: true, defaultBranch: 'next' })
  expect(judgeRefs(refs, 'gone')).toMatchObject({ ok: false, code: 'no_such_branch' })
  expect(judgeRefs('', '')).toMatchObject({ ok: false, code: 'empty' })
})

test.each([
  [`To x\n \t${sha}:refs/heads/a\taaa..bbb\nDone`, { ok: true, created: false }],
  [`To x\n*\t${sha}:refs/heads/a\t[new branch]\nDone`, { ok: true, created: true }],
  [`To x\n=\t${sha}:refs/heads/a\t[up to date]\nDone`, { ok: true, created: false }],
  [`To x\n!\t${sha}:refs/heads/a\t[rejected] (fetch first)`, { ok: false, code: 'not_fast_forward' }],
  [`To x\n!\t${sha}:refs/heads/a\t[rejected] (non-fast-forward)`, { ok: false, code: 'not_fast_forward' }],
  [`To x\n!\t${sha}:refs/heads/a\t[remote rejected] (protected branch)`, { ok: false, code: 'rejected' }],
  ['', { ok: false, code: 'unreachable' }],
])('a push answer %j is understood', (output, expected) => {
  expect(judgePush(output, sha)).toMatchObject(expected)
})
