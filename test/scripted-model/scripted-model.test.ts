// The scripted server speaks the Messages API in both shapes and picks turns by the conversation alone.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pickTurn, readConversation, requestSchema } from './conversation.ts'
import { scenario } from './scenario.ts'
import { type ScriptedModel, startScriptedModel } from './server.ts'

let model: ScriptedModel
beforeAll(async () => {
  model = await startScriptedModel({
    scenarios: {
      plan: scenario.investigate({ plan: '1. Fix it' }),
      flaky: {
        turns: [{ error: { status: 529, type: 'overloaded_error', message: 'Overloaded', times: 1 }, text: 'recovered' }],
      },
      locked: { turns: [{ text: 'x' }], validKeys: ['right'] },
    },
  })
})
afterAll(() => model.close())

const tools = [{ name: 'Read' }]
const ask = (name: string, body: object, headers: Record<string, string> = {}) =>
  fetch(`${model.urlOf(name)}/v1/messages?beta=true`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ model: 'm', tools, messages: [{ role: 'user', content: 'Go' }], ...body }),
  })

test('a message comes whole or as events, with the same usage', async () => {
  const whole = await (await ask('plan', {})).json()
  expect(whole).toMatchObject({ type: 'message', stop_reason: 'tool_use', usage: { input_tokens: 1200, output_tokens: 80 } })
  const events = await (await ask('plan', { stream: true })).text()
  expect(events.match(/^event: .*/gm)).toContain('event: message_stop')
  expect(events).toContain('"output_tokens":80')
})

test('errors end after their number of times', async () => {
  expect((await ask('flaky', {})).status).toBe(529)
  expect((await ask('flaky', {})).status).toBe(200)
})

test('a wrong key is refused and every request is remembered', async () => {
  expect((await ask('locked', {}, { 'x-api-key': 'wrong' })).status).toBe(401)
  expect((await ask('locked', {}, { authorization: 'Bearer right' })).status).toBe(200)
  expect(model.requests.filter((request) => request.scenario === 'locked').map((request) => request.key)).toEqual([
    'wrong',
    'right',
  ])
})

test('the turn is the number of answers so far; a prompt can choose other turns', () => {
  const both = scenario.loop({ investigate: { turns: [{ text: 'a' }, { text: 'b' }] }, implement: { turns: [{ text: 'c' }] } })
  const at = (prompt: string, answers: number) => {
    const messages = [
      { role: 'user', content: prompt },
      ...Array.from({ length: answers }, () => ({ role: 'assistant', content: 'x' })),
    ]
    return pickTurn(both, readConversation(requestSchema.parse({ messages }))).turn.text
  }
  expect([at('Investigate', 0), at('Investigate', 1), at('Investigate', 2), at('Implement', 0)]).toEqual(['a', 'b', 'Done.', 'c'])
})
