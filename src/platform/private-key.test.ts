import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createRedactor } from '#src/runs/domain/redact.ts'
import { ConfigError, parseConfig, secretValues } from './config.ts'

const directory = mkdtempSync(join(tmpdir(), 'dispatch-key-'))
afterAll(() => rmSync(directory, { recursive: true }))

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
})
const file = join(directory, 'app.pem')
writeFileSync(file, privateKey, { mode: 0o600 })
const parse = (value: string) => parseConfig({ GITHUB_APP_ID: '123', GITHUB_APP_PRIVATE_KEY: value })

test.each([
  ['as it is', privateKey],
  ['with its line breaks written out', privateKey.replaceAll('\n', '\\n')],
  ['with the line breaks of Windows', privateKey.replaceAll('\n', '\r\n')],
  ['as the path of its file', file],
])('a key is taken %s', (_, value) => {
  const config = parse(value)
  expect(config.GITHUB_APP_PRIVATE_KEY).toBe(privateKey)
  expect(config.secretFiles).toEqual(value === file ? [file] : [])
})

test.each([publicKey, '/no/such/file.pem', privateKey.slice(0, 200), 'secret'])('%.30s… is refused and not shown', (value) => {
  expect(() => parse(value)).toThrow(ConfigError)
  expect(() => parse(value)).toThrow(/GITHUB_APP_PRIVATE_KEY: must be a private key/)
  try {
    parse(value)
  } catch (error) {
    expect(String(error)).not.toContain(value)
  }
})

test('no part of a key is ever shown', () => {
  const redactor = createRedactor(secretValues(parse(file)))
  const [, first = '', second = ''] = privateKey.split('\n')
  const texts = [first, `x${second}x`, JSON.stringify({ key: privateKey }), privateKey.split('\n').slice(3, 6).join('\r\n')]
  for (const text of texts) expect(redactor.text(text)).not.toMatch(/[A-Za-z0-9+/]{40}/)
})
