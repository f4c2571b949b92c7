import { expect, test } from 'vitest'
import { isAllowedHost, parseAllowList, publicOnly } from './allow-list.ts'
import { judgeUrl } from './target-url.ts'

const codeOf = (text: string, allow = publicOnly) => {
  const verdict = judgeUrl(text, allow)
  return verdict.ok ? 'ok' : verdict.code
}

test.each([
  'https://example.com/hooks?token=1',
  'http://example.com',
  'http://example.com:80/',
  'https://example.com:8443/',
  'https://93.184.216.34/',
  'https://[2606:2800:220:1:248:1893:25c8:1946]/',
  'https://[64:ff9b::5db8:d822]/', // a public IPv4 address in a network without IPv4
  'https://[::ffff:93.184.216.34]/',
])('%s may be sent to', (text) => {
  expect(codeOf(text)).toBe('ok')
})

test.each([
  ['loopback', 'http://127.0.0.1/'],
  ['all of 127/8', 'http://127.255.255.254/'],
  ['decimal', 'http://2130706433/'],
  ['hexadecimal', 'http://0x7f000001/'],
  ['hexadecimal by parts', 'http://0x7f.0x0.0x0.0x1/'],
  ['octal', 'http://0177.0.0.1/'],
  ['mixed', 'http://0177.0x0.1/'],
  ['short', 'http://127.1/'],
  ['a zero', 'http://0/'],
  ['unspecified', 'http://0.0.0.0/'],
  ['full-width digits', 'http://１２７.0.0.1/'],
  ['circled digits', 'http://①②⑦.0.0.1/'],
  ['a dot at the end', 'http://127.0.0.1./'],
  ['private 10/8', 'http://10.1.2.3/'],
  ['private 172.16/12', 'http://172.31.255.255/'],
  ['private 192.168/16', 'http://192.168.0.1/'],
  ['link-local, cloud metadata', 'http://169.254.169.254/latest/meta-data'],
  ['carrier-grade NAT', 'http://100.64.0.1/'],
  ['multicast', 'http://224.0.0.1/'],
  ['broadcast', 'http://255.255.255.255/'],
  ['benchmarking', 'http://198.18.0.1/'],
  ['documentation', 'http://203.0.113.7/'],
  ['reserved', 'http://240.0.0.1/'],
  ["Azure's wire server", 'http://168.63.129.16/'],
  ['IPv6 loopback', 'http://[::1]/'],
  ['IPv6 unspecified', 'http://[::]/'],
  ['IPv6 link-local', 'http://[fe80::1]/'],
  ['IPv6 unique-local', 'http://[fd00:ec2::254]/'],
  ['IPv6 multicast', 'http://[ff02::1]/'],
  ['IPv6 site-local', 'http://[fec0::1]/'],
  ['IPv4 in IPv6', 'http://[::ffff:127.0.0.1]/'],
  ['IPv4 in IPv6, hexadecimal', 'http://[::ffff:7f00:1]/'],
  ['IPv4-compatible', 'http://[::127.0.0.1]/'],
  ['IPv4-translated', 'http://[::ffff:0:127.0.0.1]/'],
  ['NAT64 of a private address', 'http://[64:ff9b::10.0.0.1]/'],
  ['local NAT64', 'http://[64:ff9b:1::10.0.0.1]/'],
  ['6to4 of a private address', 'http://[2002:7f00:1::]/'],
  ['Teredo', 'http://[2001:0:7f00:1::]/'],
  ['IPv6 documentation', 'http://[2001:db8::1]/'],
  ['IPv6 discard', 'http://[100::1]/'],
])('%s is refused', (_what, text) => {
  expect(codeOf(text)).toBe('private_address')
})

test.each([
  ['wrong_scheme', 'ftp://example.com/'],
  ['wrong_scheme', 'file:///etc/passwd'],
  ['wrong_scheme', 'gopher://example.com/'],
  ['credentials_in_url', 'https://user:password@example.com/'],
  ['credentials_in_url', 'https://example.com@127.0.0.1/'],
  ['wrong_port', 'http://example.com:22/'],
  ['wrong_port', 'http://example.com:25/'],
  ['wrong_port', 'http://example.com:443443/'.replace('443443', '993')],
  ['invalid_url', 'http://example.com:99999/'],
  ['invalid_url', 'http://1.2.3.4.5/'],
  ['invalid_url', 'http://'],
  ['invalid_url', 'not a url'],
  ['invalid_url', `https://example.com/${'a'.repeat(2000)}`],
])('%s: %s', (code, text) => {
  expect(codeOf(text)).toBe(code)
})

test('what whoever runs the server allows may be sent to, whatever its port', () => {
  const { list } = parseAllowList('10.1.0.0/16, 192.168.7.7 fd12::/16, n8n.internal, *.corp.example')
  expect(codeOf('http://10.1.2.3:25/', list)).toBe('ok')
  expect(codeOf('http://[::ffff:10.1.2.3]/', list)).toBe('ok')
  expect(codeOf('http://192.168.7.7/', list)).toBe('ok')
  expect(codeOf('http://[fd12::1]/', list)).toBe('ok')
  expect(codeOf('http://n8n.internal:81/', list)).toBe('ok')
  expect(codeOf('http://10.2.0.1/', list)).toBe('private_address')
  expect(codeOf('http://192.168.7.8/', list)).toBe('private_address')
  expect([
    isAllowedHost(list, 'N8N.internal.'),
    isAllowedHost(list, 'hooks.corp.example'),
    isAllowedHost(list, 'corp.example'),
    isAllowedHost(list, 'evilcorp.example'),
    isAllowedHost(list, 'n8n.internal.evil.example'),
  ]).toEqual([true, true, false, false, false])
})

test.each(['10.0.0.0/33', '300.1.1.1', '1.2.3', 'http://host', 'a..b', 'host:80', '*', '/8', '-x.example'])(
  '%s is no entry',
  (entry) => {
    expect(parseAllowList(`example.com, ${entry}`).wrong).toBe(entry)
  },
)
