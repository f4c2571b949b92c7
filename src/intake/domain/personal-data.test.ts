import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { removePersonalData } from './personal-data.ts'

describe('people and credentials are removed', () => {
  test.each([
    ['an e-mail address', 'No account for first.last+tag@mail.example.co.uk!', 'No account for [email]!'],
    ['several of them', 'a@b.io,c@d.io;<e@f.io>', '[email],[email];<[email]>'],
    ['an IPv4 address', 'connect ECONNREFUSED 203.0.113.9:5432', 'connect ECONNREFUSED [ip]:5432'],
    ['an IPv6 address', 'from 2001:db8::8a2e:370:7334 refused', 'from [ip] refused'],
    ['a bracketed IPv6 address', 'http://[2001:db8::1]:80/', 'http://[[ip]]:80/'],
    ['a mapped IPv6 address', 'peer ::ffff:192.0.2.128', 'peer ::ffff:[ip]'],
    ['credentials in an address', 'postgres://app:hunter2@db.internal/app', 'postgres://[secret]@db.internal/app'],
    ['an authorisation header', 'Authorization: Bearer abcdef0123456789', 'Authorization: [secret]'],
    ['the same in JSON', '{"authorization":"Basic dXNlcjpwYXNz","a":1}', '{"authorization":"[secret]","a":1}'],
    ['a cookie header', 'Cookie: session=abc; theme=dark\nnext line', 'Cookie: [secret]\nnext line'],
    ['a set-cookie header', 'set-cookie: sid=1; HttpOnly', 'set-cookie: [secret]'],
    ['an API key header', "x-api-key='k-123'", "x-api-key='[secret]'"],
    ['a bearer token in prose', 'got 401 with bearer abcdefghijklmnop', 'got 401 with bearer [secret]'],
    ['a JSON web token', 'jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln expired', 'jwt [secret] expired'],
    ['a GitHub token', 'remote: ghp_0123456789abcdefghijABCDEFGHIJ012345 denied', 'remote: [secret] denied'],
    ['a token in a query', 'GET /cb?state=1&access_token=abc123&x=2', 'GET /cb?state=1&access_token=[secret]&x=2'],
    ['cookies without their header', 'sessionid=8f14e45fceea; csrftoken=abc123', 'sessionid=[secret]; csrftoken=[secret]'],
    ['a password in JSON', '{"user":"ada","password":"hunter2"}', '{"user":"ada","password":"[secret]"}'],
    ['a password in a form', 'login=ada&password=hunter2&x=1', 'login=ada&password=[secret]&x=1'],
    ['a password in a log', 'db_password: hunter2', 'db_password: [secret]'],
    ['a client secret', 'client_secret=s3cr3t-value', 'client_secret=[secret]'],
    ['a refresh token', "refresh_token='1//0abc'", "refresh_token='[secret]'"],
    ['a Stripe key', 'key sk_live_4eC39HqLyjWDarjtT1zdp7dc', 'key [secret]'],
    ['a Google key', 'AIzaSyA-1234567890abcdefghijklmnopqrstu', '[secret]'],
    ['a temporary AWS key', 'ASIAIOSFODNN7EXAMPLE denied', '[secret] denied'],
    ['a signing secret', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', '[secret]'],
    ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nmore', '[secret]\nmore'],
    ['half of a private key', 'x -----BEGIN PRIVATE KEY-----\nMIIE', 'x [secret]'],
    ['a Visa card', 'card 4242424242424242 declined', 'card [card] declined'],
    ['a card in groups', 'card 5555 5555 5555 4444!', 'card [card]!'],
    ['a card with dashes', '3782-822463-10005', '[card]'],
    ['a long card', 'pan=6304000000000000000', 'pan=[card]'],
  ])('%s', (_, text, clean) => expect(removePersonalData(text)).toBe(clean))
})

describe('what only looks alike stays', () => {
  test.each([
    ['a package and its version', 'my-app@1.2.3 in node_modules/left-pad@1.3.0/index.js'],
    ['a browser version', 'Chrome/75.0.3770.100'],
    ['a five-part version', 'build 1.2.3.4.5'],
    ['a C++ name', 'std::vector<int>::at'],
    ['a Ruby constant', 'Bed::Face and Cafe::Bad'],
    ['a time', 'at 12:30:45 and 2026-01-02T03:04:05Z'],
    ['a decorator', '@Injectable() class Payment'],
    ['a scoped package', 'import x from "@scope/name"'],
    ['the words themselves', 'the cookie jar, a token ring, basic training'],
    ['a MAC-like hash', 'digest sha256 0123'],
    ['a number with another check digit', 'order 4242424242424241'],
    ['milliseconds', 'at 1772442847118 and 1772442847126'],
    ['nanoseconds', 'at 1772442847118000000'],
    ['a long id', 'id 00000000000000000000'],
    ['a number with decimals', '4.242424242424242'],
    ['a uuid', '42424242-4242-4242-4242-424242424242'],
    ['words of secrets', 'the password is wrong; no secret here; session id unknown'],
  ])('%s', (_, text) => expect(removePersonalData(text)).toBe(text))
})

test('every address in a text is found, whatever stands around it', () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.emailAddress(), fc.constantFrom(' ', ', ', '\n', '" "', '(', '<>'), (ip, email, between) => {
      fc.pre(/^[a-z0-9.]+@[a-z0-9.]+$/i.test(email))
      const clean = removePersonalData(`${between}${ip}${between}${email}${between}`)
      expect(clean).not.toContain(ip)
      expect(clean).not.toContain(email)
    }),
  )
})

test('a second pass changes nothing', () => {
  const atoms = fc.constantFrom(
    'Authorization: ',
    'Bearer abcdefghijkl',
    'a@b.io',
    '10.0.0.1',
    '::1',
    'cookie=',
    '[secret]',
    '"',
    '\n',
    ' ',
    'https://u:p@h/',
    '?key=v',
    'password: x1y2',
    '4242424242424242',
    'sessionid=abc;',
  )
  fc.assert(
    fc.property(fc.array(atoms), (parts) => {
      const once = removePersonalData(parts.join(''))
      expect(removePersonalData(once)).toBe(once)
    }),
  )
})

test('a long hostile text takes no time', () => {
  const started = performance.now()
  for (const unit of [
    'a.',
    'a@',
    'eyJaaaaaaaa.',
    'bearer ',
    '1.',
    'a:',
    '?key=',
    'x://',
    'a_',
    'password',
    '4 2-',
    '-----BEGIN PRIVATE KEY-----',
  ])
    removePersonalData(unit.repeat(50_000))
  expect(performance.now() - started).toBeLessThan(2_000)
})
