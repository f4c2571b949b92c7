import { expect, test } from 'vitest'
import { parseAllowList, publicOnly } from '../../platform/net/allow-list.ts'
import type { Guard } from '../../platform/net/guarded-post.ts'
import { reachRemote } from './reach-remote.ts'

const names: Record<string, string[]> = {
  'git.example.com': ['203.0.112.7', '2606:4700::1111'],
  'rebound.example.com': ['203.0.112.7', '10.0.0.5'],
  'metadata.example.com': ['169.254.169.254'],
  localhost: ['127.0.0.1'],
  '2130706433': ['127.0.0.1'],
}

const guard = (allowed = ''): Guard => ({
  allow: allowed ? parseAllowList(allowed).list : publicOnly,
  resolve: async (host) => names[host] ?? Promise.reject(Object.assign(new TypeError('none'), { code: 'ENOTFOUND' })),
})
const reach = (gitUrl: string, { allowed = '', extra = {} as Record<string, string>, allowLocal = false } = {}) =>
  reachRemote(
    { path: '/usr/bin', extra, guard: guard(allowed) },
    { gitUrl, allowLocal, defaultBranch: 'main', credential: { username: 'x', password: 'y' } },
  )

test('git connects to the addresses that were judged, and keeps its credential', async () => {
  expect(await reach('https://git.example.com/acme/shop.git')).toMatchObject({
    ok: true,
    env: {
      GIT_CONFIG_COUNT: '2',
      GIT_CONFIG_KEY_0: 'http.https://git.example.com/.extraHeader',
      GIT_CONFIG_KEY_1: 'http.curloptResolve',
      GIT_CONFIG_VALUE_1: 'git.example.com:443:203.0.112.7,[2606:4700::1111]',
    },
  })
  expect(await reach('git@git.example.com:acme/shop.git')).toEqual({ ok: true, env: { GIT_ALLOW_PROTOCOL: 'ssh' } })
})

test.each([
  'https://127.0.0.1/x.git',
  'https://[::1]/x.git',
  'https://[::ffff:10.0.0.1]/x.git',
  'https://2130706433/x.git',
  'https://0x7f.1/x.git',
  'https://169.254.169.254/latest.git',
  'https://localhost:8443/x.git',
  'https://rebound.example.com/x.git',
  'ssh://git@metadata.example.com/x.git',
  'ssh://git@2130706433/x.git',
  'ssh://git@[fd00::1]/x.git',
  'git@10.1.2.3:x/y.git',
  'git@localhost:x/y.git',
  'https://nowhere.example.com/x.git',
])('%s is not reached', async (gitUrl) => {
  expect(await reach(gitUrl)).toMatchObject({ ok: false, detail: expect.stringMatching(/may not be used: .+\.$/) })
})

test('what whoever runs the server allows is reached: hosts, networks, and names that only ssh knows', async () => {
  expect(await reach('git@10.1.2.3:x/y.git', { allowed: '10.1.0.0/16' })).toMatchObject({ ok: true })
  expect(await reach('https://rebound.example.com/x.git', { allowed: '*.example.com' })).toMatchObject({ ok: true })
  expect(await reach('ssh://git@alias/x.git', { allowed: 'alias' })).toMatchObject({ ok: true })
})

test('behind a proxy names are its business, addresses are still ours', async () => {
  const extra = { HTTPS_PROXY: 'http://proxy.example.com:3128' }
  expect(await reach('https://nowhere.example.com/x.git', { extra })).toMatchObject({ ok: true })
  expect(await reach('https://127.0.0.1/x.git', { extra })).toMatchObject({ ok: false })
  expect(await reach('ssh://git@localhost/x.git', { extra })).toMatchObject({ ok: false })
})

test('folders need no look-up, and other protocols stay refused', async () => {
  expect(await reach('/srv/git/shop.git', { allowLocal: true })).toEqual({ ok: true, env: { GIT_ALLOW_PROTOCOL: 'file' } })
  expect(await reach('ext::sh -c id', { allowLocal: true })).toMatchObject({ ok: false })
})
