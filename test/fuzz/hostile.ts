// What a stranger puts where something else was expected.

const megabyte = 1_000_000

/** Instead of any value in a body. */
export const hostileValues: unknown[] = [
  null,
  true,
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  'a\udc00b',
  '\ufffe\uffff',
  '\u202egnp.exe\u2066',
  '\u001b[31mred',
  'e\u0301'.repeat(200),
  '👩‍👩‍👧‍👦'.repeat(100),
  '../../../../etc/passwd',
  "'; drop table dispatch_issue; --",
  'javascript:alert(1)',
  '99999999999999999999999999',
  '__proto__',
  'x'.repeat(70_000),
  '0001-01-01T00:00:00Z',
  '-271821-04-20T00:00:00.000Z',
  '2026-02-30T00:00:00Z',
  -1,
  0,
  0.5,
  1e308,
  -1e308,
  9_007_199_254_740_992,
  2_147_483_648,
  [],
  [[]],
  {},
  { wrong: [1] },
  Array.from({ length: 3_000 }, (_, index) => `item ${index}`),
]

const deepArray = '['.repeat(10_000) + ']'.repeat(10_000)
const deepObject = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`

/** Instead of a whole body, as it goes over the wire. */
export const hostileBodies: string[] = [
  '',
  ' ',
  'null',
  '7',
  '"text"',
  '[]',
  '{}',
  '{"title":',
  '{"a":1}}',
  '{"a":NaN}',
  '{"a":1e999}',
  '\ufeff{}',
  '\u0000',
  '{"\\ud800":1}',
  deepArray,
  deepObject,
  '{"__proto__":{"admin":true},"constructor":{"prototype":{}}}',
  `{"title":"${'x'.repeat(2 * megabyte)}"}`,
]

/** The body as it is, with hostile text on the wire round a field: twice there, deep, very long. */
export function spoiledTexts(body: object): string[] {
  const inside = JSON.stringify(body).slice(1, -1)
  const comma = inside === '' ? '' : ','
  return [
    `{${inside}${comma}${inside}}`,
    ...Object.keys(body).flatMap((field) => {
      const name = JSON.stringify(field)
      return [
        `{${name}:null,${inside}}`,
        `{${inside},${name}:{"wrong":1}}`,
        `{${inside},${name}:"${'x'.repeat(megabyte)}"}`,
        `{${inside},${name}:${deepArray}}`,
      ]
    }),
  ]
}

/** Encoded, as they stand in a query. */
export const hostileQueryValues = [
  '',
  '%00',
  'a%00b',
  '-1',
  '0',
  '0.5',
  'NaN',
  'Infinity',
  '1e309',
  '201',
  '999999999999999999999',
  'null',
  '%5B%5D',
  '%ED%A0%80',
  '%E0%A4%A',
  '%',
  "';--",
  'x'.repeat(3_000),
  '%F0%9F%92%A5',
]

const cursor = (text: string) => Buffer.from(text).toString('base64url')

export const garbageCursors = [
  'x',
  'eyJhIjoxfQ',
  cursor('[]'),
  cursor('null'),
  cursor('[null,null]'),
  cursor('["0000-01-01T00:00:00Z","x"]'),
  cursor('["2026-01-01T00:00:00.000Z","\\u0000"]'),
  cursor('["2026-01-01T00:00:00.000Z","\\ud800"]'),
  cursor('[1e308,"x"]'),
  cursor('[-1]'),
  cursor('[99999999999999999999]'),
  cursor('["x","y","z"]'),
  cursor('[0,"x"]'),
  cursor('["\\u0000"]'),
  cursor('"x"'),
  cursor(deepArray),
]

/** Encoded, as they stand in a path. */
export const hostileIds = [
  '%00',
  'a%00b',
  '%E0%A4%A',
  '%',
  '..%2F..%2Fetc%2Fpasswd',
  "'%20or%201=1--",
  'x'.repeat(5_000),
  '%ED%A0%80',
  '%F0%9F%92%A5',
  'iss_01ARZ3NDEKTSV4RRFFQ69G5FAV',
  'TEST1-0',
  'TEST1-99999999999999999999999999',
  '-1',
  'null',
]

export const hostileTypes = [
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'multipart/form-data; boundary=x',
  'application/jsonp',
  'application/json; charset=utf-16',
  'APPLICATION/JSON',
  'application/json;',
  'application/merge-patch+json',
  'json',
  ',',
]

export const hostileHeaders: Record<string, string>[] = [
  ...['', ' ', 'two words', '\u00e9', 'x'.repeat(201), 'x'.repeat(200), 'the same for all', 'the same for all'].map((value) => ({
    'idempotency-key': value,
  })),
  ...['', '*', '"x"', 'W/"1"', '-1', '"-1"', '0', '1', '"1", "2"', '99999999999999999999', '1e3', '\u00ff', 'NaN'].map(
    (value) => ({
      'if-match': value,
    }),
  ),
  { 'if-none-match': '"x"' },
  { 'last-event-id': '99999999999999999999' },
  { 'accept-language': '\u00ff' },
  { accept: 'text/html' },
  { range: 'bytes=0-0' },
  { 'x-dispatch-workspace': 'x'.repeat(5_000) },
  { 'x-dispatch-workspace': '' },
  { 'x-http-method-override': 'DELETE' },
]
