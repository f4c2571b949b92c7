import { expect, test } from 'vitest'
import { readAddress } from './address.ts'

test.each([
  [
    'acme/shop',
    { kind: 'https', gitUrl: 'https://github.com/acme/shop.git', provider: 'github', fullName: 'acme/shop', name: 'shop' },
  ],
  ['https://github.com/acme/shop', { kind: 'https', provider: 'github', fullName: 'acme/shop' }],
  ['https://git.example.org/team/shop.git', { kind: 'https', provider: 'git', fullName: 'team/shop', name: 'shop' }],
  [
    'git@github.com:acme/shop.git',
    { kind: 'ssh', gitUrl: 'ssh://git@github.com/acme/shop.git', provider: 'github', fullName: 'acme/shop' },
  ],
  ['/srv/git/shop.git', { kind: 'file', gitUrl: '/srv/git/shop.git', provider: 'git', fullName: null, name: 'shop' }],
  ['file:///srv/git/shop', { kind: 'file', gitUrl: '/srv/git/shop' }],
])('%s is an address', (text, expected) => {
  expect(readAddress(text, 'github.com')).toMatchObject({ ok: true, ...expected })
})

test.each([
  '--upload-pack=touch /tmp/x',
  'ext::sh -c id',
  'http://example.org/x.git',
  'https://token@github.com/a/b',
  '../shop',
  '',
  'git://example.org/x',
])('%s is refused', (text) => {
  expect(readAddress(text, 'github.com').ok).toBe(false)
})
