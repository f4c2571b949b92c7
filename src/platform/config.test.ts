import { expect, test } from 'vitest'
import { ConfigError, parseConfig, secretValues } from './config.ts'

test('nothing set gives the defaults', () => {
  const config = parseConfig({})
  expect(config).toMatchObject({ PORT: 3002, HOST: '127.0.0.1', DISPATCH_KILL_SWITCH: false, LOG_LEVEL: 'info' })
  expect(config.fromEnvironment.size).toBe(0)
})

test('an empty string counts as unset', () => {
  expect(parseConfig({ PORT: '', DISPATCH_PASSWORD: ' ' }).fromEnvironment.size).toBe(0)
})

test('all problems are reported at once and no value is shown', () => {
  const environment = { PORT: 'eighty', DISPATCH_PASSWORD: 'hunter2', PG_DATABASE_URL: 'mysql://x' }
  expect(() => parseConfig(environment)).toThrow(ConfigError)
  try {
    parseConfig(environment)
  } catch (error) {
    expect(error instanceof ConfigError && error.problems.map((problem) => problem.name).sort()).toEqual([
      'DISPATCH_PASSWORD',
      'PG_DATABASE_URL',
      'PORT',
    ])
    expect(String(error)).not.toContain('hunter2')
  }
})

test.each([
  [{ HOST: '0.0.0.0' }, 'HOST'],
  [{ HOST: '0.0.0.0', DISPATCH_PASSWORD: 'long enough', DISPATCH_TEST_CLOCK: '1' }, 'DISPATCH_TEST_CLOCK'],
  [{ GITHUB_APP_ID: '12' }, 'GITHUB_APP_ID'],
])('%j is refused because of %s', (environment, name) => {
  expect(() => parseConfig(environment)).toThrow(name)
})

test('the literal secrets are known, so that they can be kept out of transcripts', () => {
  expect(secretValues(parseConfig({ GITHUB_TOKEN: 'ghp_x', PORT: '1' }))).toEqual(['ghp_x'])
})

test('a contradiction is reported beside values that are wrong in themselves', () => {
  expect(() => parseConfig({ HOST: '0.0.0.0', DISPATCH_API_KEY: 'short' })).toThrow(/DISPATCH_API_KEY[\s\S]*HOST/)
})

test('a search model that cannot be reached without a key is no silent choice of another one', () => {
  expect(() => parseConfig({ DISPATCH_SEARCH_MODEL: 'openai' })).toThrow('openai needs OPENAI_API_KEY beside it')
  expect(parseConfig({ DISPATCH_SEARCH_MODEL: 'openai', OPENAI_API_KEY: 'sk-test' })).toMatchObject({
    DISPATCH_SEARCH_MODEL: 'openai',
  })
  expect(parseConfig({ DISPATCH_SEARCH_MODEL: 'local' })).toMatchObject({ DISPATCH_SEARCH_MODEL: 'local' })
})
