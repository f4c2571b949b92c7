import { expect, test } from 'vitest'
import { checkConfiguration } from './check-configuration.ts'

test('every wrong value is told at once, and the rest is still in force', () => {
  const { config, findings } = checkConfiguration({
    PORT: 'many',
    LOG_LEVEL: 'loud',
    GITHUB_REPO: 'shop',
    DISPATCH_DATA_DIR: '/srv/d',
  })
  expect(findings.map(({ name, status }) => [name, status])).toEqual([
    ['PORT', 'broken'],
    ['GITHUB_REPO', 'broken'],
    ['LOG_LEVEL', 'broken'],
  ])
  expect(config).toMatchObject({ PORT: 3002, LOG_LEVEL: 'info', DISPATCH_DATA_DIR: '/srv/d' })
})

test('what contradicts another value is told too, in the same answer', () => {
  const { findings } = checkConfiguration({ HOST: '0.0.0.0', PORT: '-1' })
  expect(findings.map(({ name }) => name).toSorted()).toEqual(['HOST', 'PORT'])
})

test('a name that is almost ours is pointed out, with the one that was meant', () => {
  const { findings } = checkConfiguration({ DISPATCH_PASWORD: 'x', PASSWORD: 'of somebody else', DISPATCH_URL: 'https://here' })
  expect(findings).toContainEqual({
    name: 'DISPATCH_PASWORD',
    status: 'warning',
    detail: 'Dispatch knows no such variable.',
    mend: 'Did you mean DISPATCH_PASSWORD?',
  })
  expect(findings).toHaveLength(2)
})

test('values are never repeated, only names', () => {
  const secret = 'sk-this-is-the-secret'
  const { findings } = checkConfiguration({
    ANTHROPIC_API_KEY: secret,
    DISPATCH_API_KEY: 'too-short-secret',
    GITHUB_REPO: secret,
  })
  expect(JSON.stringify(findings)).not.toMatch(/secret/)
})
