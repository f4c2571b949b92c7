import { expect, test } from 'vitest'
import { isAllowedAddress, isAllowedHost, parseAllowList, publicOnly } from './allow-list.ts'
import { parseAddress } from './public-address.ts'

const allowsHost = (list: string, host: string) => isAllowedHost(parseAllowList(list).list, host)
const allowsAddress = (list: string, text: string) => {
  const address = parseAddress(text)
  return address !== undefined && isAllowedAddress(parseAllowList(list).list, address)
}

test('nothing said is nothing allowed', () => {
  for (const text of ['', ' ', ' , ,\n']) expect(parseAllowList(text)).toEqual({ list: publicOnly, wrong: null })
})

test('entries are separated by commas, spaces and lines', () => {
  const { list } = parseAllowList('hooks.internal, *.svc.local\n10.1.0.0/16 192.168.1.7,fd00::/8')
  expect(list.hosts).toEqual(['hooks.internal', '.svc.local'])
  expect(list.networks).toHaveLength(3)
})

test.each([
  '10.0.0',
  '10.0.0.0/33',
  '10.0.0.0/',
  '10.0.0.0/8/8',
  '10.0.0.256',
  'http://host',
  'host:80',
  '*',
  '*.',
  'a..b',
  '-a',
  'a-',
  'ho st!',
  '*.*.a',
  'fd00::/129',
])('%s is none, and with it nothing is allowed', (entry) => {
  const { list, wrong } = parseAllowList(`good.internal, ${entry}`)
  expect(list).toEqual(publicOnly)
  expect(entry.split(/[\s,]+/)).toContain(wrong ?? 'good')
})

test.each([
  ['hooks.internal', 'hooks.internal', true],
  ['hooks.internal', 'HOOKS.Internal', true],
  ['Hooks.INTERNAL', 'hooks.internal', true],
  ['hooks.internal', 'hooks.internal.', true],
  ['hooks.internal', 'a.hooks.internal', false],
  ['hooks.internal', 'hooks.internal.evil.test', false],
  ['hooks.internal', 'xhooks.internal', false],
  ['*.svc.local', 'a.svc.local', true],
  ['*.svc.local', 'a.b.svc.local', true],
  ['*.svc.local', 'svc.local', false],
  ['*.svc.local', 'asvc.local', false],
  ['db_1.internal', 'db_1.internal', true],
])('%s lets %s in: %s', (list, host, isIn) => expect(allowsHost(list, host)).toBe(isIn))

test.each([
  ['10.1.0.0/16', '10.1.255.255', true],
  ['10.1.0.0/16', '10.2.0.0', false],
  ['192.168.1.7', '192.168.1.7', true],
  ['192.168.1.7', '192.168.1.8', false],
  ['10.1.0.0/16', '::ffff:10.1.2.3', true],
  ['fd00::/8', 'fd12::1', true],
  ['fd00::/8', '10.0.0.1', false],
  ['::/0', '10.0.0.1', false],
  ['0.0.0.0/0', 'fd00::1', false],
])('%s lets %s in: %s', (list, address, isIn) => expect(allowsAddress(list, address)).toBe(isIn))
