// Which addresses are somebody's on the internet, and which are this machine, this network, or nobody's.
import ipaddr from 'ipaddr.js'

export type Address = ReturnType<typeof ipaddr.parse>

/** The whole space of addresses that a provider can hand out; what lies outside is special, whatever it will be called. */
const globalV6 = ipaddr.IPv6.parseCIDR('2000::/3')
/** RFC 6052: networks without IPv4 reach it through these; what counts is the address inside. */
const translated = ipaddr.IPv6.parseCIDR('64:ff9b::/96')
/** Public by its number, but answered by the cloud's own host: Azure's virtual machines get their secrets from it. */
const cloudInternal = new Set(['168.63.129.16'])

const words: Record<string, string> = {
  unspecified: 'means this machine',
  loopback: 'is this machine',
  private: 'is in a private network',
  uniqueLocal: 'is in a private network',
  linkLocal: 'is on the local link, where clouds keep their metadata',
  carrierGradeNat: "is in a provider's inner network",
  multicast: 'is a group of machines',
  broadcast: 'is every machine of the network',
}

/** The address without the IPv6 clothes of an IPv4 one; undefined when the text is no address. */
export function parseAddress(text: string): Address | undefined {
  // Four plain numbers or IPv6: the many other spellings of IPv4 are for the URL parser, which has normalised them.
  if (!ipaddr.IPv4.isValidFourPartDecimal(text) && !ipaddr.IPv6.isValid(text)) return undefined
  return unwrap(ipaddr.parse(text))
}

/** Why nothing may be sent there, as the end of a sentence that begins with the address; null for a public one. */
export function whyNotPublic(address: Address): string | null {
  const range = address.range()
  if (range === 'unicast' && isGlobal(address)) return null
  return words[range] ?? 'is set aside for special use'
}

function isGlobal(address: Address): boolean {
  return address instanceof ipaddr.IPv6 ? address.match(globalV6) : !cloudInternal.has(address.toString())
}

function unwrap(address: Address): Address {
  if (!(address instanceof ipaddr.IPv6)) return address
  if (address.isIPv4MappedAddress()) return address.toIPv4Address()
  return address.match(translated) ? new ipaddr.IPv4(address.toByteArray().slice(12)) : address
}
