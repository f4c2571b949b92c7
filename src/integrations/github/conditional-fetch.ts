// Asks GitHub only for what has changed: an answer that is known by its ETag comes back as 304, which costs nothing of the budget.
// https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests-if-appropriate

interface Known {
  etag: string
  text: string
  headers: [string, string][]
}

/** Larger answers are asked for anew; a list of fifty pull requests takes a million. */
const maxCharacters = 4_000_000
/** Of all that is kept for one credential; the longest unused go first. */
const maxKeptCharacters = 24_000_000

export type Fetch = (url: string, init: RequestInit) => Promise<Response>

export interface Answered {
  response: Response
  isUnchanged: boolean
}

/** The same answers as `send` gives, whether they had to be sent again or not. What is kept belongs to one credential. */
export function createConditionalFetch(send: Fetch): (url: string, init: RequestInit) => Promise<Answered> {
  const kept = new Map<string, Known>()
  return async (url, init) => {
    const headers = new Headers(init.headers)
    if ((init.method ?? 'GET').toUpperCase() !== 'GET') return { response: await send(url, init), isUnchanged: false }
    const key = `${headers.get('accept') ?? ''} ${url}`
    const known = kept.get(key)
    if (known) headers.set('if-none-match', known.etag)
    const response = await send(url, { ...init, headers: Object.fromEntries(headers) })
    if (response.status === 304 && known) {
      remember(kept, key, known)
      // Its budget is told by this answer, its content by the one before.
      return { response: answerAgain(known, response.headers), isUnchanged: true }
    }
    const etag = response.headers.get('etag')
    if (response.status !== 200 || etag === null) return { response, isUnchanged: false }
    const text = await response.text()
    const told = { etag, text, headers: [...response.headers] }
    if (text.length <= maxCharacters) remember(kept, key, told)
    return { response: answerAgain(told, response.headers), isUnchanged: false }
  }
}

function remember(kept: Map<string, Known>, key: string, known: Known): void {
  kept.delete(key)
  kept.set(key, known)
  let total = [...kept.values()].reduce((sum, { text }) => sum + text.length, 0)
  for (const [oldest, { text }] of kept) {
    if (total <= maxKeptCharacters) return
    kept.delete(oldest)
    total -= text.length
  }
}

function answerAgain({ text, headers }: Known, newest: Headers): Response {
  const merged = new Headers(headers)
  // The body is plain text by now, whatever way it came.
  for (const name of ['content-encoding', 'content-length']) merged.delete(name)
  newest.forEach((value, name) => {
    if (name.startsWith('x-ratelimit-')) merged.set(name, value)
  })
  return new Response(text, { status: 200, headers: merged })
}
