import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseAddress, whyNotPublic } from './public-address.ts'

const why = (text: string) => {
  const address = parseAddress(text)
  return address ? whyNotPublic(address) : 'no address'
}

test.each(['93.184.216.34', '1.1.1.1', '172.32.0.1', '192.167.255.255', '100.128.0.1', '2606:4700:4700::1111', '::ffff:8.8.8.8'])(
  '%s is somebody on the internet',
  (text) => expect(why(text)).toBeNull(),
)

test.each([
  ['127.0.0.1', 'is this machine'],
  ['127.255.255.254', 'is this machine'],
  ['0.0.0.0', 'means this machine'],
  ['::', 'means this machine'],
  ['::1', 'is this machine'],
  ['10.0.0.1', 'is in a private network'],
  ['172.16.0.1', 'is in a private network'],
  ['172.31.255.255', 'is in a private network'],
  ['192.168.1.1', 'is in a private network'],
  ['fd00::1', 'is in a private network'],
  ['169.254.169.254', 'is on the local link, where clouds keep their metadata'],
  ['fe80::1', 'is on the local link, where clouds keep their metadata'],
  ['100.64.0.1', "is in a provider's inner network"],
  ['224.0.0.1', 'is a group of machines'],
  ['255.255.255.255', 'is every machine of the network'],
  ['168.63.129.16', 'is set aside for special use'],
  ['fec0::1', 'is set aside for special use'],
  ['4000::1', 'is set aside for special use'],
])('%s %s', (text, sentence) => expect(why(text)).toBe(sentence))

test.each(['::ffff:127.0.0.1', '::ffff:7f00:1', '64:ff9b::7f00:1', '64:ff9b::127.0.0.1'])(
  '%s is this machine in other clothes',
  (text) => expect(why(text)).toBe('is this machine'),
)

test.each(['', 'localhost', '127.1', '0x7f.0.0.1', '2130706433', '127.0.0.1.', '127.0.0.256', '1.2.3.4/8', '017.0.0.1x', ':::'])(
  '%j is no address',
  (text) => expect(parseAddress(text)).toBeUndefined(),
)

test('no address of a private network is ever public, in any of its clothes', () => {
  const octet = fc.nat(255)
  const inside = fc.oneof(
    fc.tuple(fc.constant(10), octet, octet, octet),
    fc.tuple(fc.constant(127), octet, octet, octet),
    fc.tuple(fc.constant(192), fc.constant(168), octet, octet),
    fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), octet, octet),
    fc.tuple(fc.constant(169), fc.constant(254), octet, octet),
  )
  fc.assert(
    fc.property(inside, fc.constantFrom('', '::ffff:', '64:ff9b::'), (octets, clothes) => {
      expect(why(`${clothes}${octets.join('.')}`)).not.toBeNull()
    }),
  )
})
