// What an installation may reach besides the public internet: its own hosts and networks, named by whoever runs it.
import ipaddr from 'ipaddr.js'
import { type Address, parseAddress } from './public-address.ts'

export interface AllowList {
  /** `host.example`, or `.example` for everything below it; lower case. */
  hosts: readonly string[]
  networks: readonly [Address, number][]
}

/** Nothing but the public internet. */
export const publicOnly: AllowList = { hosts: [], networks: [] }

const hostPattern = /^(\*\.)?(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/

/** Reads `host, *.host, address, address/bits`; the first entry that is none of these is returned as `wrong`. */
export function parseAllowList(text: string): { list: AllowList; wrong: string | null } {
  const hosts: string[] = []
  const networks: [Address, number][] = []
  for (const entry of text.split(/[\s,]+/).filter(Boolean)) {
    const network = parseNetwork(entry)
    if (network) networks.push(network)
    else if (hostPattern.test(entry.toLowerCase()) && !/^[\d.]+$/.test(entry)) hosts.push(entry.toLowerCase().replace(/^\*/, ''))
    else return { list: publicOnly, wrong: entry }
  }
  return { list: { hosts, networks }, wrong: null }
}

/** Whether the name itself is allowed, whatever it resolves to. */
export function isAllowedHost(list: AllowList, hostname: string): boolean {
  const name = hostname.toLowerCase().replace(/\.$/, '')
  return list.hosts.some((host) => (host.startsWith('.') ? name.endsWith(host) : name === host))
}

export function isAllowedAddress(list: AllowList, address: Address): boolean {
  return list.networks.some(([network, bits]) => isInside(address, network, bits))
}

function isInside(address: Address, network: Address, bits: number): boolean {
  if (address instanceof ipaddr.IPv4) return network instanceof ipaddr.IPv4 && address.match(network, bits)
  return network instanceof ipaddr.IPv6 && address.match(network, bits)
}

function parseNetwork(entry: string): [Address, number] | undefined {
  const single = parseAddress(entry)
  if (single) return [single, single.kind() === 'ipv4' ? 32 : 128]
  const [address = '', bits = ''] = entry.split('/')
  if (!parseAddress(address) || !/^\d{1,3}$/.test(bits) || !ipaddr.isValidCIDR(entry)) return undefined
  return ipaddr.parseCIDR(entry)
}
