import { describe, expect, test } from 'vitest'
import { signalSettingsSchema } from '#src/integrations/signals/settings.ts'
import { bodyOf, type ConnectionEdit, defaultPaths, editOf, emptyEdit, settingsOf, type VendorChoice } from './connection-form.ts'

const edit = (change: Partial<ConnectionEdit>): ConnectionEdit => ({ ...emptyEdit, name: ' Ours ', ...change })

test('only what differs from the vendor’s own is sent', () => {
  expect(bodyOf(edit({ vendor: 'datadog' }))).toEqual({ source: 'signal', name: 'Ours', settings: { preset: 'datadog' } })
  expect(bodyOf(edit({ vendor: 'plain', secret: ' s ' }))).toEqual({ source: 'signal', name: 'Ours', settings: {}, secret: 's' })
  expect(bodyOf(edit({ vendor: 'grafana', timestamp_header: 'X-At', group_by_labels: 'error, pod' }))).toEqual({
    source: 'loki',
    name: 'Ours',
    settings: { timestamp_header: 'X-At', group_by_labels: ['error', 'pod'] },
  })
  expect(bodyOf(edit({ vendor: 'sentry' })).settings).toEqual({ issue_categories: ['error', 'outage'] })
})

test('several paths of a field stand beside each other, also with commas inside', () => {
  const settings = settingsOf(edit({ vendor: 'plain', paths: { ...emptyEdit.paths, title: '$["a, b"], $.c' } }))
  expect(settings).toEqual({ mapping: { title: ['$["a, b"]', '$.c'] } })
})

test('words for states need a path, which is then the vendor’s', () => {
  const settings = settingsOf(edit({ vendor: 'rollbar', resolved: 'resolved_item, closed_item' }))
  expect(settings).toEqual({
    preset: 'rollbar',
    mapping: { state: { path: ['$.event_name'], resolved: ['resolved_item', 'closed_item'] } },
  })
})

describe('what is stored comes back as it was', () => {
  test.each([
    ['sentry', { issue_categories: ['error'] }],
    ['github', {}],
    ['loki', { auth: 'hmac', signature_header: 'x-a', timestamp_header: 'x-b', group_by_labels: ['error'] }],
    ['signal', {}],
    ['signal', { preset: 'honeybadger', auth: 'bearer', label: 'Badger', namespace: 'hb' }],
    [
      'signal',
      {
        signature_prefix: '',
        mapping: {
          external_id: ['$.id', '$.key'],
          state: { path: ['$.s'], firing: ['on'], resolved: ['off'] },
          priority: { path: ['$.p'], values: { '9': 'P1' } },
        },
      },
    ],
  ] as const)('%s %j', (source, settings) => {
    expect(settingsOf(editOf({ source, name: 'X', settings: { ...settings } }))).toEqual(settings)
  })
})

test.each(['plain', 'datadog', 'rollbar', 'honeybadger'] as VendorChoice[])('the paths shown for %s are paths', (vendor) => {
  expect(defaultPaths(vendor, 'external_id')).toMatch(/^\$/)
  const external_id = defaultPaths(vendor, 'external_id')
  const settings = settingsOf(edit({ vendor, paths: { ...emptyEdit.paths, external_id } }))
  expect(signalSettingsSchema.safeParse(settings).success).toBe(true)
})
