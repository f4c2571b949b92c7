import { expect, test } from 'vitest'
import { type CloseFacts, decideClose } from './close-gate.ts'

const facts: CloseFacts = { to: 'done', isErrorSourced: true, mayOverrule: true, verdictId: null, closeReason: null }

test.each<[string, Partial<CloseFacts>, true | string]>([
  ['an error without proof or reason', {}, 'reason_missing'],
  ['an error with a reason of a person', { closeReason: 'known test data' }, true],
  ['an error with a reason of somebody who may not overrule', { closeReason: 'done!', mayOverrule: false }, 'verdict_missing'],
  ['an error with a verdict', { verdictId: 'fix_1', mayOverrule: false }, true],
  ['an issue that is no error', { isErrorSourced: false, mayOverrule: false }, true],
  ['an error that is canceled', { to: 'canceled', mayOverrule: false }, true],
])('%s', (_, change, expected) => {
  const decision = decideClose({ ...facts, ...change })
  expect(decision.allowed || decision.reason).toBe(expected)
})
