// What strangers send: values, addresses and signatures that look nearly right.

/** Instead of any text. */
export const evilTexts = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  'a\udc00b',
  '\u202egnp.exe\u2066',
  '\u001b[31mred',
  '../../../../etc/passwd',
  "'; drop table dispatch_issue; --",
  `%s%n$${'{jndi:ldap://127.0.0.1/a}'}`,
  '<script>alert(1)</script>',
  '-oProxyCommand=false',
  'x'.repeat(300_000),
  '99999999999999999999999999',
  '__proto__',
]

export const evilNumbers = [-1, 0, 0.5, 1e308, -1e308, 9_007_199_254_740_992, 2_147_483_648]

export const brokenJson = ['{"title":', 'not json', '{"a":1}}', '\u0000', '{"a":"\u0001"}', '\ufeff{', "{'a':1}", '[1,]']

/** Well-formed, and far from anything that a route expects. */
export const deepJson = [
  '['.repeat(200_000) + ']'.repeat(200_000),
  '{"__proto__":{"admin":true}}',
  `{"a":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_001)}`,
]

export const otherContentTypes = [
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/jsonp',
  '',
]

/** Of the right form, naming nothing. */
export const unknownIds = [
  'iss_01ARZ3NDEKTSV4RRFFQ69G5FAV',
  'DISPATCH-999999',
  'DISPATCH-99999999999999999999999999',
  'DISPATCH-0',
  'x'.repeat(100),
  '%F0%9F%92%A5',
]

/** Parts of a path that are no ids. */
export const brokenIds = [
  '%00',
  'a%00b',
  '%E0%A4%A',
  '%',
  '..%2F..%2Fetc%2Fpasswd',
  "'%20or%201=1--",
  'x'.repeat(5_000),
  '%ED%A0%80',
  '{id}',
  '*',
]

export const oddPaths = [
  '//',
  '/api//issues',
  '/api/issues/',
  '/api/%2e%2e/%2e%2e/etc/passwd',
  '/api/../../etc/passwd',
  '/api/nothing',
  '/api',
  '/api/',
  '/api/issues?%',
  '/api/issues?=&&&=',
  `/api/issues?q=${'x'.repeat(10_000)}`,
  '/%00',
  '/api/board/stream?after=%00',
  '/api/mcp',
  '/metrics/x',
]

export const brokenQueryValues = [
  '',
  '%00',
  'a%00b',
  '-1',
  '0',
  '1e309',
  '999999999999999999999',
  'null',
  '[]',
  '%ED%A0%80',
  "';--",
  'x'.repeat(3_000),
  'eyJhIjoxfQ',
  'WyJhIl0',
]

export const forgedCookies = [
  'dispatch_session=',
  'dispatch_session=x',
  'dispatch_session=a.b',
  'dispatch_session=%00',
  `dispatch_session=${'A'.repeat(200)}`,
  'dispatch_session=ses_1.deadbeef; dispatch_session=x',
  'dispatch_session="\\"',
  `x=${'y'.repeat(4_000)}`,
]

export const forgedSignatures = [
  '',
  '0',
  'abc',
  'zz'.repeat(32),
  'a'.repeat(63),
  'a'.repeat(64),
  'A'.repeat(64),
  'a'.repeat(65),
  'a'.repeat(10_000),
  'sha256=',
  `sha256=${'a'.repeat(63)}`,
  `sha256=${'a'.repeat(64)}`,
  'sha1=abc',
  '\u00ff',
]
