// Where a request comes from on the network, as far as that can be known.

/** Without the prefix that a dual-stack socket puts before an IPv4 address. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '')
}

export function isLoopbackAddress(address: string | undefined): boolean {
  if (!address) return false
  const plain = plainAddress(address)
  return plain === '::1' || /^127(\.\d{1,3}){3}$/.test(plain)
}

/** The client's address: the peer, or what a proxy on this machine added last. Nobody else's word about it counts. */
export function clientAddress(peer: string | undefined, forwardedFor: string | undefined): string {
  const last = forwardedFor?.split(',').at(-1)?.trim()
  if (isLoopbackAddress(peer) && last && last.length <= 64) return plainAddress(last)
  return peer ? plainAddress(peer) : 'unknown'
}
