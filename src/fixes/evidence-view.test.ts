import { expect, test } from 'vitest'
import { toEvidenceView } from './evidence-view.ts'

test('names leave in snake_case, ids and commits as they are', () => {
  const stored = {
    containment: { abcDEF: { contains: 'yes', how: 'push', asked_at: '2026-03-01' } },
    look_ups: { occ_01AB: { release: null, environment: null, releaseCreatedAt: '2026-03-02' } },
    verdict: { hasTraffic: true, rateAfter: { perDay: 0 }, recurrences: [{ occurredAt: '2026-03-03' }], channels: ['api'] },
  }
  expect(toEvidenceView(stored)).toEqual({
    containment: stored.containment,
    contained: [],
    rollbacks: 0,
    taken_back_at: null,
    reverted_later: null,
    platform: null,
    resolution: null,
    look_ups: { occ_01AB: { release: null, environment: null, release_created_at: '2026-03-02' } },
    recurrences: [],
    dismissed: [],
    verdict: {
      has_traffic: true,
      rate_after: { per_day: 0 },
      recurrences: [{ occurred_at: '2026-03-03' }],
      channels: ['api'],
    },
  })
})

test('what was not judged yet has no verdict', () => {
  expect(toEvidenceView({})).toMatchObject({ verdict: null, recurrences: [] })
})
