// Hands a run's entries to whoever stores them: redacted, cut to a bearable size, in order, one at a time.
import type { TranscriptEntry } from '../runs/domain/agent-adapter.ts'
import type { Redactor } from '../runs/domain/redact.ts'

const textMax = 200_000

/** Stores all entries. When the store fails `onFailure` is called once, and the rest is read without being stored. */
export async function storeTranscript(
  entries: AsyncIterable<TranscriptEntry>,
  store: { redactor: Redactor; onEntry(entry: TranscriptEntry): void | Promise<void>; onFailure(error: unknown): void },
): Promise<void> {
  let isFailed = false
  for await (const entry of entries) {
    if (isFailed) continue
    try {
      await store.onEntry(shortened(store.redactor.entry(entry)))
    } catch (error) {
      isFailed = true
      store.onFailure(error)
    }
  }
}

/** Keeps the beginning and the end, which say most. Redaction comes first, so that no secret is cut in two. */
function shortened(entry: TranscriptEntry): TranscriptEntry {
  if (entry.kind === 'tool_call') {
    const input = JSON.stringify(entry.input) ?? ''
    return input.length <= textMax ? entry : { ...entry, input: { cut: shortenedText(input) } }
  }
  return entry.text.length <= textMax ? entry : { ...entry, text: shortenedText(entry.text) }
}

function shortenedText(text: string): string {
  const half = textMax / 2
  return `${text.slice(0, half)}\n[… ${text.length - textMax} characters left out …]\n${text.slice(-half)}`
}
