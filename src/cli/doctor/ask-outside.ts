// One short question to an outside system: an answer, or why there is none.

export type OutsideAnswer =
  | { kind: 'answered'; status: number; headers: Headers; json: unknown }
  | { kind: 'unreachable'; reason: string }

const timeoutMs = 10_000
const maxCharacters = 1_000_000

/** Never follows a redirect, which could carry a token elsewhere. */
export async function askOutside(url: string, headers: Record<string, string> = {}): Promise<OutsideAnswer> {
  try {
    const response = await fetch(url, { headers, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) })
    const text = (await response.text()).slice(0, maxCharacters)
    return { kind: 'answered', status: response.status, headers: response.headers, json: readJson(text) }
  } catch (error) {
    return { kind: 'unreachable', reason: reasonOf(error) }
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return `no answer within ${timeoutMs / 1000} s`
  const { cause } = error
  if (!(cause instanceof Error)) return error.message
  return 'code' in cause ? String(cause.code) : cause.message
}
