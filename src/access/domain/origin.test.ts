import { expect, test } from 'vitest'
import { type BrowserRequest, decideCookieUse, decideHost, decideLogin, originOf } from './origin.ts'

const local = { port: 3002, listenHost: '127.0.0.1' }
const open = { port: 3002, listenHost: '0.0.0.0', publicUrl: 'https://dispatch.example.com' }
const page = (host: string | null) => ({ host, method: 'GET', path: '/' })

test.each([
  ['127.0.0.1:3002', local, 'serve'],
  ['[::1]:3002', local, 'serve'],
  ['127.0.0.1', local, 'refuse'],
  ['127.0.0.1', { ...local, port: 80 }, 'serve'],
  ['127.0.0.1:3003', local, 'refuse'],
  ['localhost:3002', local, 'redirect'],
  ['LocalHost:3002', local, 'redirect'],
  ['evil.example', local, 'refuse'],
  ['evil.example:3002', local, 'refuse'],
  ['127.0.0.1:3002.evil.example', local, 'refuse'],
  ['', local, 'refuse'],
  [null, local, 'refuse'],
  ['dispatch.example.com', open, 'serve'],
  ['dispatch.example.com:443', open, 'serve'],
  ['Dispatch.Example.Com', open, 'serve'],
  ['dispatch.example.com:3002', open, 'refuse'],
  ['0.0.0.0:3002', open, 'refuse'],
  ['192.168.1.5:3002', { port: 3002, listenHost: '192.168.1.5' }, 'serve'],
  ['localhost:3002', { ...local, publicUrl: 'http://localhost:3002' }, 'serve'],
])('a page for the host %j of %j: %s', (host, server, kind) => {
  expect(decideHost(page(host), server).kind).toBe(kind)
})

test('programs may use localhost, only pages move', () => {
  const host = 'localhost:3002'
  expect(decideHost({ host, method: 'GET', path: '/api/health' }, local)).toEqual({ kind: 'serve' })
  expect(decideHost({ host, method: 'POST', path: '/' }, local)).toEqual({ kind: 'serve' })
  expect(decideHost({ host, method: 'GET', path: '/board' }, local)).toEqual({ kind: 'redirect', host: '127.0.0.1:3002' })
})

const request = (changes: Partial<BrowserRequest>): BrowserRequest => ({
  method: 'POST',
  path: '/api/issues',
  host: '127.0.0.1:3002',
  origin: null,
  secFetchSite: null,
  ...changes,
})

test.each<[string, Partial<BrowserRequest>, boolean]>([
  ['a change with our origin', { origin: 'http://127.0.0.1:3002' }, true],
  ['a change with another port', { origin: 'http://127.0.0.1:3003' }, false],
  ['a change with another scheme', { origin: 'https://127.0.0.1:3002' }, false],
  ['a change with another site', { origin: 'https://evil.example' }, false],
  ['a change with an opaque origin', { origin: 'null' }, false],
  ['a change without origin', {}, false],
  ['a change without origin that the browser calls same-origin', { secFetchSite: 'same-origin' }, true],
  ['a change without origin that the browser calls same-site', { secFetchSite: 'same-site' }, false],
  ['a change without origin that the address bar made', { secFetchSite: 'none' }, false],
  ['a change without a host', { host: null, origin: 'http://127.0.0.1:3002' }, false],
  ['a deletion from another site', { method: 'DELETE', origin: 'https://evil.example' }, false],
  ['a read by a program', { method: 'GET' }, true],
  ['a read of the API by another site', { method: 'GET', secFetchSite: 'cross-site' }, false],
  ['a read of the API by a sibling site', { method: 'GET', secFetchSite: 'same-site' }, false],
  ['a read of the API by our page', { method: 'GET', secFetchSite: 'same-origin' }, true],
  ['a page that another site links to', { method: 'GET', path: '/board', secFetchSite: 'cross-site' }, true],
])('%s: %s', (_, changes, expected) => {
  expect(decideCookieUse(request(changes), undefined).allowed).toBe(expected)
})

test('behind a proxy that rewrites the host, the public origin is ours', () => {
  const publicUrl = 'https://dispatch.example.com'
  expect(decideCookieUse(request({ origin: publicUrl }), publicUrl).allowed).toBe(true)
  expect(decideCookieUse(request({ host: 'dispatch.example.com', origin: publicUrl }), publicUrl).allowed).toBe(true)
  expect(
    decideCookieUse(request({ host: 'dispatch.example.com', origin: 'http://dispatch.example.com' }), publicUrl).allowed,
  ).toBe(false)
})

test('a program may log in without an origin, a page of another site may not', () => {
  expect(decideLogin(request({}), undefined).allowed).toBe(true)
  expect(decideLogin(request({ origin: 'https://evil.example' }), undefined).allowed).toBe(false)
  expect(decideLogin(request({ secFetchSite: 'cross-site' }), undefined).allowed).toBe(false)
})

test('the origin of a request is the public one only when it came that way', () => {
  const publicUrl = 'https://dispatch.example.com'
  expect(originOf(request({}), undefined)).toBe('http://127.0.0.1:3002')
  expect(originOf(request({}), publicUrl)).toBe('http://127.0.0.1:3002')
  expect(originOf(request({ origin: publicUrl }), publicUrl)).toBe(publicUrl)
  expect(originOf(request({ host: 'dispatch.example.com' }), publicUrl)).toBe(publicUrl)
})
