import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Preset, presets } from './mapping.ts'
import { type ReadSignal, readSignal } from './read-signal.ts'

function read(body: object, preset: Preset = 'plain'): Partial<ReadSignal> & { code?: string } {
  const reading = readSignal(preset === 'plain' ? { external_id: 'e1', title: 'T', ...body } : body, presets[preset])
  return reading.ok ? reading.signal : { code: reading.code }
}

test.each([
  ['a number', 42, '42'],
  ['zero', 0, '0'],
  ['yes', true, 'true'],
  ['a text with space around', '  e7 \n', 'e7'],
])('an id may be %s', (_, external_id, externalId) => expect(read({ external_id }).externalId).toBe(externalId))

test.each([[''], ['  '], [null], [{}], [[]], ['\u200b\u202e']])(
  '%j is no id, and without one nothing is filed',
  (external_id) => {
    expect(read({ external_id }).code).toBe('no_external_id')
  },
)

test('a refusal names the paths that were looked at', () => {
  const reading = readSignal({ fault: { id: 1 } }, presets.honeybadger)
  expect(reading).toMatchObject({
    ok: false,
    code: 'no_title',
    sentence: expect.stringContaining('$.fault.message, $.fault.klass'),
  })
})

test('without a title the first line of the message is one', () => {
  expect(read({ title: ' ', message: 'Boom in basket\nat line 3' }).title).toBe('Boom in basket')
})

test.each([
  [undefined, 'firing'],
  ['Triggered', 'firing'],
  [' RESOLVED ', 'resolved'],
  ['snoozed', 'other'],
  ['constructor', 'other'],
] as const)('the state %s is %s', (state, told) => expect(read({ state }).state).toBe(told))

test.each([
  ['critical', 'P1'],
  [' P2 ', 'P2'],
  ['Warning', 'P3'],
  ['debug', 'P4'],
  ['whatever', 'P3'],
  [undefined, 'P3'],
  [1, 'P3'],
  ['constructor', 'P3'],
  ['toString', 'P3'],
  ['__proto__', 'P3'],
  ['hasownproperty', 'P3'],
] as const)('the priority %s is %s', (priority, told) => expect(read({ priority }).priority).toBe(told))

test.each([
  ['2026-03-02T10:00:00Z', '2026-03-02T10:00:00.000Z'],
  ['2026-03-02T10:00:00+02:00', '2026-03-02T08:00:00.000Z'],
  ['2026-03-02 10:00:00', '2026-03-02T10:00:00.000Z'],
  [1_772_445_600, '2026-03-02T10:00:00.000Z'],
  ['1772445600', '2026-03-02T10:00:00.000Z'],
  [1_772_445_600_123, '2026-03-02T10:00:00.123Z'],
  ['yesterday', null],
  ['0', null],
  [-5, null],
  ['9999999999999', null],
])('the time %s is %s', (occurred_at, told) => expect(read({ occurred_at }).occurredAt).toBe(told))

test('a link leads to the web or nowhere', () => {
  expect(read({ url: 'https://user:secret@example.com/x' }).url).toBe('https://example.com/x')
  for (const url of ['javascript:alert(1)', '/x', 'ftp://example.com']) expect(read({ url }).url).toBeNull()
})

test('ids of two senders stay apart', () => {
  expect(read({ alert_id: 7, alert_title: 'CPU' }, 'datadog').externalId).toBe('datadog:7')
  expect(read({ fault: { id: 7, klass: 'Boom' } }, 'honeybadger').externalId).toBe('honeybadger:7')
})

test('of several paths the first that finds something counts, whatever empty things stand before it', () => {
  expect(read({ alert_id: 7, alert_title: ' ', title: 'CPU is high', text_only_msg: null, body: 'x' }, 'datadog')).toMatchObject({
    title: 'CPU is high',
    message: 'x',
  })
})

test('whatever a body holds, what is read fits what we keep', () => {
  const names = [
    'external_id',
    'title',
    'message',
    'state',
    'priority',
    'occurred_at',
    'url',
    'release',
    'environment',
    'project',
  ]
  const bodies = fc.dictionary(
    fc.constantFrom(...names),
    fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary', maxLength: 3000 })),
  )
  fc.assert(
    fc.property(bodies, (body) => {
      const reading = readSignal(body, presets.plain)
      if (!reading.ok) return
      const { externalId, title, priority, release, project } = reading.signal
      expect(['P1', 'P2', 'P3', 'P4']).toContain(priority)
      expect(externalId.length).toBeLessThanOrEqual(200)
      expect(title).toMatch(/\S/)
      expect(release?.length ?? 0).toBeLessThanOrEqual(250)
      expect(project?.length ?? 0).toBeLessThanOrEqual(100)
    }),
  )
})
