// The proxy between a client and a scripted model: keys, money, streams, disconnects.
import { afterEach, beforeEach, expect, type Mock, test, vi } from 'vitest'
import { type ScriptedModel, startScriptedModel } from '#test/scripted-model/server.ts'
import type { UsageRecord } from '../../runs/domain/executor.ts'
import { estimateCall } from './call-estimate.ts'
import { type ModelProxy, startModelProxy } from './model-proxy.ts'

const realKey = 'sk-ant-the-real-key'
let model: ScriptedModel
let proxy: ModelProxy
let usage: UsageRecord[]
let onSpent: Mock<() => void>

beforeEach(async () => {
  model = await startScriptedModel({
    scenarios: {
      default: {
        turns: [
          {
            text: 'Hello there, this is an answer.',
            usage: { input_tokens: 1000, output_tokens: 100, cache_read_input_tokens: 2000, cache_creation_input_tokens: 400 },
          },
        ],
        validKeys: [realKey],
      },
      slow: { turns: [{ text: 'word '.repeat(400), pieceDelayMs: 20 }] },
      silent: { turns: [{ hang: 'headers' }] },
      cut: { turns: [{ reset: 'headers' }] },
      failing: {
        turns: [{ error: { status: 529, type: 'overloaded_error', message: 'Overloaded', headers: { 'retry-after': '7' } } }],
      },
    },
  })
  usage = []
  onSpent = vi.fn<() => void>()
})
afterEach(async () => {
  await proxy.close()
  await model.close()
})

async function open(scenario = 'default', budgetMicroUsd = 1_000_000) {
  const baseUrl = scenario === 'default' ? model.url : model.urlOf(scenario)
  proxy = await startModelProxy(() => ({ baseUrl, credential: { kind: 'api_key', value: realKey } }))
  return proxy.openRun({ runId: 'run_1', budgetMicroUsd, onUsage: (record) => usage.push(record), onSpent })
}

const question = {
  model: 'claude-sonnet-4-5',
  max_tokens: 100,
  messages: [{ role: 'user', content: 'Hi' }],
  tools: [{ name: 'Read' }],
}
function ask(baseUrl: string, token: string, over: object = {}, path = '/v1/messages?beta=true'): Promise<Response> {
  return fetch(`${baseUrl}${path}`, {
    method: 'POST',
    headers: { 'x-api-key': token, 'anthropic-version': '2023-06-01' },
    body: JSON.stringify({ ...question, ...over }),
  })
}

const microUsd = 1000 * 3 + 100 * 15 + 2000 * 0.3 + 400 * 3.75
const tokens = { inputTokens: 1000, outputTokens: 100, cacheReadTokens: 2000, cacheWriteTokens: 400 }

test.each([false, true])('an answer passes and its tokens are counted (stream: %s)', async (stream) => {
  const { baseUrl, run } = await open()
  const answer = await ask(baseUrl, run.token, { stream })
  expect(answer.status).toBe(200)
  expect(await answer.text()).toContain(stream ? 'event: message_stop' : 'Hello there')
  expect(usage).toEqual([{ model: 'claude-sonnet-4-5', tokens, microUsd, unknownModel: false }])
  expect(run.totals()).toEqual({ source: 'proxy', microUsd, tokens, unknownModel: false })
})

test('the upstream gets the real key and not the token of the run', async () => {
  const { baseUrl, run } = await open()
  await fetch(`${baseUrl}/v1/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${run.token}`, cookie: 'a=b' },
    body: JSON.stringify(question),
  })
  expect(model.requests.at(-1)).toMatchObject({ key: realKey })
  expect(JSON.stringify(model.requests.at(-1)?.headers)).not.toContain(run.token)
  expect(model.requests.at(-1)?.headers).not.toHaveProperty('cookie')
})

test('counting tokens is passed on and costs nothing', async () => {
  const { baseUrl, run } = await open()
  expect(await (await ask(baseUrl, run.token, {}, '/v1/messages/count_tokens')).json()).toHaveProperty('input_tokens')
  expect(usage).toEqual([])
})

test('without the right token nothing passes', async () => {
  const { baseUrl, run } = await open()
  for (const token of ['', 'wrong', `${run.token}x`, realKey]) expect((await ask(baseUrl, token)).status).toBe(401)
  expect((await ask(baseUrl.replace('run_1', 'run_2'), run.token)).status).toBe(401)
  expect(model.requests).toEqual([])
})

test('a spent budget refuses the next call and is reported once', async () => {
  const { baseUrl, run } = await open('default', microUsd + 1)
  expect((await ask(baseUrl, run.token)).status).toBe(200)
  expect((await ask(baseUrl, run.token)).status).toBe(200)
  expect(onSpent).toHaveBeenCalledTimes(1)
  const refused = await ask(baseUrl, run.token)
  expect(refused.status).toBe(403)
  expect(await refused.json()).toMatchObject({
    type: 'error',
    error: { type: 'permission_error', message: expect.stringContaining('budget') },
  })
  expect(usage).toHaveLength(2)
})

test('a client that goes away in the middle ends the call and pays for what came', async () => {
  const { baseUrl, run } = await open('slow')
  const controller = new AbortController()
  const answer = await fetch(`${baseUrl}/v1/messages`, {
    method: 'POST',
    signal: controller.signal,
    headers: { 'x-api-key': run.token },
    body: JSON.stringify({ ...question, stream: true }),
  })
  const reader = answer.body?.getReader()
  for (let i = 0; i < 5; i++) await reader?.read()
  controller.abort()
  await vi.waitUntil(() => usage.length === 1)
  expect(usage[0]?.tokens).toMatchObject({ inputTokens: 1200 })
  expect(usage[0]?.tokens.outputTokens).toBeGreaterThan(10)
  expect(run.openCalls).toBe(0)
})

test('closing the run ends its open calls and its token', async () => {
  const { baseUrl, run, close } = await open('slow')
  const answer = await ask(baseUrl, run.token, { stream: true })
  close()
  await expect(answer.text()).rejects.toThrow()
  expect((await ask(baseUrl, run.token)).status).toBe(401)
})

test('errors of the API pass with their hints for a retry and cost nothing', async () => {
  const { baseUrl, run } = await open('failing')
  const answer = await ask(baseUrl, run.token)
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([529, '7'])
  expect(usage).toEqual([])
})

test('an API that cannot be reached is a bad gateway without details', async () => {
  proxy = await startModelProxy(() => ({ baseUrl: 'http://127.0.0.1:9', credential: { kind: 'api_key', value: realKey } }))
  const { baseUrl, run } = proxy.openRun({ runId: 'run_1', budgetMicroUsd: 1, onUsage: () => {}, onSpent: () => {} })
  const answer = await ask(baseUrl, run.token)
  expect(answer.status).toBe(502)
  expect(await answer.text()).not.toMatch(/127\.0\.0\.1|sk-ant/)
})

test('other paths, tools of the provider and huge bodies are refused before they leave', async () => {
  const { baseUrl, run } = await open()
  expect((await ask(baseUrl, run.token, {}, '/v1/files')).status).toBe(404)
  expect((await ask(baseUrl, run.token, { tools: [{ type: 'web_search_20250305' }] })).status).toBe(400)
  const huge = fetch(`${baseUrl}/v1/messages`, {
    method: 'POST',
    headers: { 'x-api-key': run.token },
    body: Buffer.alloc(33 * 1024 * 1024),
  })
  expect(
    await huge.then(
      (answer) => answer.status,
      () => 413,
    ),
  ).toBe(413)
  expect(model.requests).toEqual([])
})

const callEstimate = () => estimateCall(question.model, JSON.stringify(question).length, question.max_tokens).microUsd

test('calls side by side get no further than the budget, and can be tried again', async () => {
  const { baseUrl, run } = await open('silent', Math.ceil(callEstimate() * 3.5))
  const controller = new AbortController()
  const answers: (Response | null)[] = []
  const calls = Array.from({ length: 16 }, async () => {
    const answer = await fetch(`${baseUrl}/v1/messages`, {
      method: 'POST',
      signal: controller.signal,
      headers: { 'x-api-key': run.token },
      body: JSON.stringify(question),
    }).catch(() => null)
    answers.push(answer)
  })
  await vi.waitUntil(() => answers.length === 13)
  expect(answers.map((answer) => [answer?.status, answer?.headers.get('x-should-retry')])).toEqual(Array(13).fill([429, 'true']))
  await vi.waitUntil(() => model.requests.length === 3)
  expect(run.openCalls).toBe(3)
  controller.abort()
  await Promise.all(calls)
  await vi.waitUntil(() => run.openCalls === 0)
  expect(usage).toHaveLength(3)
})

test('what was set aside is free again when the call has told its usage', async () => {
  const { baseUrl, run } = await open('default', callEstimate() + 3 * microUsd)
  for (let i = 0; i < 3; i++) expect((await ask(baseUrl, run.token)).status).toBe(200)
  expect(run.totals().microUsd).toBe(3 * microUsd)
})

test('one call alone may overshoot, a second beside it may not', async () => {
  const { baseUrl, run, close } = await open('slow', 10)
  const alone = await ask(baseUrl, run.token, { stream: true })
  expect(alone.status).toBe(200)
  expect((await ask(baseUrl, run.token)).status).toBe(429)
  expect((await ask(baseUrl, run.token, {}, '/v1/messages/count_tokens')).status).toBe(200)
  close()
  await expect(alone.text()).rejects.toThrow()
})

test('a client that goes away before the answer begins pays for its question', async () => {
  const { baseUrl, run } = await open('silent', 1)
  const controller = new AbortController()
  const body = JSON.stringify({ ...question, stream: true })
  const asked = fetch(`${baseUrl}/v1/messages`, {
    method: 'POST',
    signal: controller.signal,
    headers: { 'x-api-key': run.token },
    body,
  })
  await vi.waitUntil(() => model.requests.length === 1)
  controller.abort()
  await expect(asked).rejects.toThrow()
  await vi.waitUntil(() => usage.length === 1)
  expect(usage[0]?.tokens).toMatchObject({ inputTokens: Math.ceil(body.length / 3), outputTokens: 0 })
  expect(onSpent).toHaveBeenCalledTimes(1)
  expect((await ask(baseUrl, run.token)).status).toBe(403)
})

test('a call that the API took and cut off is paid for; one that never got there is not', async () => {
  const { baseUrl, run } = await open('cut')
  expect((await ask(baseUrl, run.token)).status).toBe(502)
  expect(usage).toHaveLength(1)
  await proxy.close()
  await model.close()
  proxy = await startModelProxy(() => ({ baseUrl: model.url, credential: { kind: 'none' } }))
  const away = proxy.openRun({ runId: 'run_1', budgetMicroUsd: 1, onUsage: (record) => usage.push(record), onSpent })
  expect((await ask(away.baseUrl, away.run.token)).status).toBe(502)
  expect(usage).toHaveLength(1)
})

test('a call that does not say how long its answer may be is taken for the longest', () => {
  expect(estimateCall('claude-sonnet-4-5', 300, null).microUsd).toBe(100 * 3 + 128_000 * 15)
  expect(estimateCall('claude-sonnet-4-5', 300, 10).microUsd).toBe(100 * 3 + 10 * 15)
})
