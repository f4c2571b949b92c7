// The official conformance suite against the real server: what applies passes, and what does not is named in docs/mcp.md.
// Some scenarios can be judged on Dispatch as it is. Most call fixed tools, resources and prompts, which no product has: for
// these, fixtures stand behind Dispatch's own port, checks, authentication and transport.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { handleMcp } from '#src/mcp/handle-mcp.ts'
import { parseConfig } from '#src/platform/config.ts'
import { createLogger } from '#src/platform/log.ts'
import { type RunningServer, startServer } from '#src/server.ts'
import { createSystem, type System } from '#src/system.ts'
import { createFixtureServer } from '#test/mcp-conformance/fixture-server.ts'
import { type KeyedProxy, startKeyedProxy } from '#test/mcp-conformance/keyed-proxy.ts'
import { complaintsOf, serverScenarios } from '#test/mcp-conformance/suite.ts'

const document = await readFile(join(import.meta.dirname, '../../docs/mcp.md'), 'utf8')
const rows = [...document.matchAll(/^\| `([\w-]+)` \| (Dispatch|fixtures|does not apply) \| *(.*?) *\|$/gm)].map(
  ([, scenario = '', judgedOn = '', reason = '']) => ({ scenario, judgedOn, reason }),
)
const scenariosOf = (judgedOn: string) => rows.filter((row) => row.judgedOn === judgedOn).map(({ scenario }) => scenario)

const key = `dsp_${'k'.repeat(43)}`
let directory: string
let system: System
const servers: RunningServer[] = []
const proxies: KeyedProxy[] = []

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'dispatch-conformance-'))
  const environment = {
    DISPATCH_DATA_DIR: directory,
    PORT: '0',
    DISPATCH_API_KEY: key,
    DISPATCH_PASSWORD: 'correct horse battery',
  }
  system = await createSystem(parseConfig({ ...environment, LOG_LEVEL: 'silent' }), createLogger('silent'))
  for (const serving of [system, { ...system, handleMcp: handleMcp(system.runtime, createFixtureServer) }]) {
    const server = await startServer(serving, { pages: false })
    servers.push(server)
    proxies.push(await startKeyedProxy(server.origin, key))
  }
})
afterAll(async () => {
  await Promise.all(proxies.map((proxy) => proxy.close()))
  await Promise.all(servers.map((server) => server.stop()))
  await system?.stop()
  await rm(directory, { recursive: true, force: true })
})

test('the document names every scenario of the suite, once, and why some do not apply', async () => {
  expect(rows.map(({ scenario }) => scenario).toSorted()).toEqual((await serverScenarios()).toSorted())
  expect(rows.filter(({ judgedOn, reason }) => judgedOn === 'does not apply' && reason.length < 20)).toEqual([])
})

describe.concurrent('Dispatch itself', () => {
  test.each(scenariosOf('Dispatch'))('%s', async (scenario) => {
    expect(await complaintsOf(proxies[0]?.url ?? '', scenario)).toEqual([])
  })
})

describe.concurrent("fixtures behind Dispatch's transport", () => {
  test.each(scenariosOf('fixtures'))('%s', async (scenario) => {
    expect(await complaintsOf(proxies[1]?.url ?? '', scenario)).toEqual([])
  })
})
