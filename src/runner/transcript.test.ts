// Entries reach the store redacted, in order and in a bearable size; a failing store is told once.
import { expect, test } from 'vitest'
import type { TranscriptEntry } from '../runs/domain/agent-adapter.ts'
import { createRedactor } from '../runs/domain/redact.ts'
import { storeTranscript } from './transcript.ts'

const text = (value: string): TranscriptEntry => ({ kind: 'text', text: value, parentToolId: null })

async function* from(entries: TranscriptEntry[]): AsyncGenerator<TranscriptEntry> {
  yield* entries
}

async function stored(entries: TranscriptEntry[], secrets: string[] = []): Promise<TranscriptEntry[]> {
  const kept: TranscriptEntry[] = []
  await storeTranscript(from(entries), {
    redactor: createRedactor(secrets),
    onEntry: (entry) => void kept.push(entry),
    onFailure: () => {},
  })
  return kept
}

test('entries are redacted before anybody sees them', async () => {
  expect(await stored([text('it is open-sesame-123')], ['open-sesame-123'])).toEqual([text('it is [redacted]')])
})

test('a long text keeps its beginning and its end', async () => {
  const [entry] = await stored([text(`begin${'x'.repeat(300_000)}end`)])
  expect(entry).toMatchObject({ text: expect.stringMatching(/^begin[\s\S]*\[… 100008 characters left out …\][\s\S]*end$/) })
})

test('a long input of a tool is cut as well', async () => {
  const [entry] = await stored([
    { kind: 'tool_call', toolId: 't', name: 'Write', input: { content: 'x'.repeat(300_000) }, parentToolId: null },
  ])
  expect(JSON.stringify(entry).length).toBeLessThan(210_000)
})

test('a secret is never cut in two by the limit', async () => {
  const secret = 'open-sesame-123'
  const [entry] = await stored([text(`${'x'.repeat(99_993)}${secret}${'x'.repeat(200_000)}`)], [secret])
  expect(JSON.stringify(entry)).not.toContain('open-se')
})

test('a failing store is told once, and the rest is read all the same', async () => {
  const failures: unknown[] = []
  let offered = 0
  await storeTranscript(from([text('a'), text('b'), text('c')]), {
    redactor: createRedactor([]),
    onEntry: () => {
      offered++
      return Promise.reject(new Error('away'))
    },
    onFailure: (error) => failures.push(error),
  })
  expect([offered, failures.length]).toEqual([1, 1])
})
