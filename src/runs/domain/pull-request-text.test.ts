import { expect, test } from 'vitest'
import { type PullRequestFacts, pullRequestBody, pullRequestTitle, runMarker } from './pull-request-text.ts'

const facts: PullRequestFacts = {
  runId: 'run_1',
  identifier: 'SHOP-7',
  issueTitle: 'Checkout  fails\nfor empty carts',
  issueUrl: 'https://dispatch.test/issues/SHOP-7',
  runUrl: 'https://dispatch.test/runs/run_1',
  summary: 'Carts may be empty.',
  plan: '1. Guard the total.',
  tests: '14 tests pass',
  agentName: 'Claude',
  simulated: false,
  isPublic: false,
}

test('the title is one line and names the issue, however long', () => {
  expect(pullRequestTitle(facts)).toBe('Checkout fails for empty carts (SHOP-7)')
  expect(pullRequestTitle({ ...facts, issueTitle: 'x'.repeat(500) })).toHaveLength(200)
})

test('the body has summary, links, tests and plan', () => {
  const body = pullRequestBody(facts)
  for (const part of [
    'Carts may be empty.',
    '[SHOP-7](https://dispatch.test/issues/SHOP-7)',
    '14 tests pass',
    '1. Guard the total.',
  ])
    expect(body).toContain(part)
})

test('where everyone reads along it has summary and links only', () => {
  const body = pullRequestBody({ ...facts, isPublic: true })
  expect(body).toContain('Carts may be empty.')
  expect(body).not.toMatch(/14 tests|Guard the total/)
})

test('a simulation says so', () => {
  expect(pullRequestBody({ ...facts, simulated: true })).toMatch(/^\*\*Simulated/)
})

test('the marker names the run', () => {
  expect(runMarker('run_1')).toBe('<!-- dispatch:run_1 -->')
})
