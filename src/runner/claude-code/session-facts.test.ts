import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseLine } from './lines.ts'
import { noFacts, observe } from './session-facts.ts'

const after = (...lines: object[]) => lines.map((line) => parseLine(JSON.stringify(line))).reduce(observe, noFacts)
const call = (...ids: string[]) => ({
  type: 'assistant',
  message: { content: ids.map((id) => ({ type: 'tool_use', id, name: 'Bash' })) },
})
const answer = (...ids: string[]) => ({
  type: 'user',
  message: { content: ids.map((id) => ({ type: 'tool_result', tool_use_id: id, content: '' })) },
})

test('our server among those of the session is found by its name, and missed where it is not there', () => {
  const init = (mcp_servers?: object[]) => after({ type: 'system', subtype: 'init', session_id: 's1', mcp_servers })
  expect(
    init([
      { name: 'other', status: 'failed' },
      { name: 'dispatch', status: 'connected' },
    ]),
  ).toMatchObject({
    sawInit: true,
    sessionId: 's1',
    mcpStatus: 'connected',
  })
  expect(init([{ name: 'other', status: 'connected' }]).mcpStatus).toBe('missing')
  expect(init().mcpStatus).toBe('missing')
})

test('the session that was named last is the one to go on with, and a line without one takes none away', () => {
  expect(after({ type: 'system', subtype: 'init', session_id: 'a' }, { ...call(), session_id: 'b' }, call()).sessionId).toBe('b')
})

test('a tool is open until its own answer comes', () => {
  expect([...after(call('a', 'b')).openTools]).toEqual(['a', 'b'])
  expect([...after(call('a', 'b'), answer('b')).openTools]).toEqual(['a'])
  expect([...after(call('a'), answer('unknown')).openTools]).toEqual(['a'])
  expect([...after(call('a'), { type: 'user', message: { content: 'words' } }).openTools]).toEqual(['a'])
})

test('with the result no tool is open any more', () => {
  expect(after(call('a'), { type: 'result', subtype: 'success', is_error: false }).openTools.size).toBe(0)
})

test('however calls and answers follow each other, those without an answer are open', () => {
  const id = fc.constantFrom('a', 'b', 'c')
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), id)), (steps) => {
      const facts = after(...steps.map(([isCall, name]) => (isCall ? call(name) : answer(name))))
      const open = new Set(['a', 'b', 'c'].filter((name) => steps.findLast(([, step]) => step === name)?.[0]))
      expect(new Set(facts.openTools)).toEqual(open)
    }),
  )
})

test('a key that is refused again and again is noticed before the process gives up', () => {
  const retry = (fields: object) => after({ type: 'system', subtype: 'api_retry', ...fields }).authRejected
  expect(retry({ error_status: 401 })).toBe(true)
  expect(retry({ error_status: 529, error: 'overloaded_error' })).toBe(false)
  expect(retry({})).toBe(false)
})

test('finished messages count their tokens, other parts of the stream none', () => {
  const part = (type: string, usage?: object) => ({ type: 'stream_event', event: { type, ...(usage && { usage }) } })
  const facts = after(
    part('message_start', { input_tokens: 1000 }),
    part('message_delta', { input_tokens: 10, output_tokens: 4, cache_read_input_tokens: 3 }),
    part('message_delta'),
    part('message_delta', { output_tokens: 6, cache_creation_input_tokens: 2 }),
  )
  expect(facts.usage).toEqual({ inputTokens: 10, outputTokens: 10, cacheReadTokens: 3, cacheWriteTokens: 2 })
  expect(facts.turns).toBe(2)
})

test('the error of a message stays until another one is told', () => {
  const spoken = (error?: string) => ({ type: 'assistant', ...(error && { error }), message: { content: [] } })
  expect(after(spoken('billing_error'), spoken()).apiError).toBe('billing_error')
  expect(after(spoken('billing_error'), spoken('rate_limit')).apiError).toBe('rate_limit')
})

test('looking changes nothing that was seen before', () => {
  after(call('a'), answer('a'), { type: 'stream_event', event: { type: 'message_delta', usage: { output_tokens: 5 } } })
  expect(noFacts).toMatchObject({ turns: 0, usage: { outputTokens: 0 } })
  expect(noFacts.openTools.size).toBe(0)
})
