// One POST to an address that a user named: resolved once, checked, connected to exactly that, no redirect followed.
import { lookup } from 'node:dns/promises'
import { type IncomingMessage, type RequestOptions, request as requestPlain } from 'node:http'
import { request as requestTls } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { type AllowList, isAllowedHost } from './allow-list.ts'
import { hostOf, judgeAddressText, judgeUrl } from './target-url.ts'

/** The addresses of a name. Throws when it has none. */
export type Resolve = (hostname: string) => Promise<readonly string[]>

export interface Guard {
  resolve: Resolve
  allow: AllowList
}

export interface Post {
  url: string
  headers: Record<string, string>
  body: string
  timeoutMs: number
  /** Of the answer's body at most so many bytes are read and kept. */
  keepBytes: number
  signal?: AbortSignal | undefined
}

export type PostResult =
  | { kind: 'answer'; status: number; headers: IncomingMessage['headers']; body: string }
  /** Nothing was answered; `code` is stable, the sentence is for people and names no secret. */
  | { kind: 'failure'; code: string; sentence: string }

/** As the machine resolves names, `/etc/hosts` included. */
export const resolveBySystem: Resolve = async (hostname) =>
  (await lookup(hostname, { all: true, verbatim: true })).map(({ address }) => address)

/** Never throws. */
export async function guardedPost(guard: Guard, post: Post): Promise<PostResult> {
  const verdict = judgeUrl(post.url, guard.allow)
  if (!verdict.ok) return { kind: 'failure', code: verdict.code, sentence: verdict.sentence }
  const timeout = AbortSignal.timeout(post.timeoutMs)
  const signal = post.signal ? AbortSignal.any([post.signal, timeout]) : timeout
  try {
    const found = await resolveChecked(guard, hostOf(verdict.url), signal)
    return found.ok ? await send(verdict.url, found.addresses, { post, signal }) : { kind: 'failure', ...found.refusal }
  } catch (error) {
    return { kind: 'failure', ...describe(error, timeout.aborted, post.timeoutMs) }
  }
}

type Resolved = { ok: true; addresses: readonly string[] } | { ok: false; refusal: { code: string; sentence: string } }

/** All addresses of the name, if we may connect to each of them: a name that also has a private one is not trusted at all. */
export async function resolveChecked({ resolve, allow }: Guard, hostname: string, signal?: AbortSignal): Promise<Resolved> {
  const addresses = isIP(hostname) ? [hostname] : await unlessAborted(resolve(hostname), signal)
  if (addresses.length === 0) return { ok: false, refusal: unknownHost(hostname) }
  if (isAllowedHost(allow, hostname)) return { ok: true, addresses }
  for (const address of addresses) {
    const refusal = isIP(address.replace(/%.*$/, '')) ? judgeAddressText(address, allow) : unknownHost(hostname)
    if (refusal) return { ok: false, refusal: { ...refusal, sentence: aboutHost(hostname, refusal.sentence) } }
  }
  return { ok: true, addresses }
}

/** What went wrong while looking up a name or connecting, for people. */
export function describe(error: unknown, isTimeout: boolean, timeoutMs: number): { code: string; sentence: string } {
  if (isTimeout) return { code: 'timeout', sentence: `no answer within ${timeoutMs / 1000} seconds` }
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown'
  return failures[code] ?? { code: 'connection_failed', sentence: `the connection failed (${code})` }
}

const failures: Record<string, { code: string; sentence: string }> = {
  ENOTFOUND: { code: 'unknown_host', sentence: 'no such host: its name does not resolve' },
  EAI_AGAIN: { code: 'dns_unavailable', sentence: 'the name could not be looked up just now' },
  ECONNREFUSED: { code: 'connection_refused', sentence: 'nothing listens at that address and port' },
  ECONNRESET: { code: 'connection_lost', sentence: 'the receiver closed the connection without an answer' },
  EPIPE: { code: 'connection_lost', sentence: 'the receiver closed the connection without an answer' },
  ENETUNREACH: { code: 'unreachable', sentence: 'the network of that address cannot be reached from here' },
  EHOSTUNREACH: { code: 'unreachable', sentence: 'that address cannot be reached from here' },
  CERT_HAS_EXPIRED: { code: 'certificate', sentence: 'its TLS certificate has expired' },
  DEPTH_ZERO_SELF_SIGNED_CERT: { code: 'certificate', sentence: 'its TLS certificate is self-signed' },
  SELF_SIGNED_CERT_IN_CHAIN: { code: 'certificate', sentence: 'its TLS certificate is signed by nobody this machine trusts' },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: { code: 'certificate', sentence: 'its TLS certificate lacks its intermediate certificate' },
  ERR_TLS_CERT_ALTNAME_INVALID: { code: 'certificate', sentence: 'its TLS certificate is for another name' },
  EPROTO: { code: 'tls', sentence: 'it does not speak TLS at that port' },
  ABORT_ERR: { code: 'stopped', sentence: 'this server stopped before the answer came' },
}

function unknownHost(hostname: string) {
  return { code: 'unknown_host', sentence: `${hostname} does not resolve to any address` }
}

function aboutHost(hostname: string, sentence: string): string {
  return isIP(hostname) || sentence.startsWith(hostname) ? sentence : `${hostname} resolves to ${sentence}`
}

function send(
  url: URL,
  addresses: readonly string[],
  { post, signal }: { post: Post; signal: AbortSignal },
): Promise<PostResult> {
  const { promise, resolve, reject } = Promise.withResolvers<PostResult>()
  const options: RequestOptions = {
    protocol: url.protocol,
    hostname: hostOf(url),
    port: url.port || undefined,
    path: `${url.pathname}${url.search}`,
    method: 'POST',
    headers: { ...post.headers, host: url.host, 'content-length': String(Buffer.byteLength(post.body)) },
    // A connection of its own: none that an earlier request opened to another address is ever used again.
    agent: false,
    lookup: pinned(addresses),
    signal,
  }
  const outgoing = (url.protocol === 'https:' ? requestTls : requestPlain)(options, (answer) => {
    // From here on the status is known: a connection that breaks or takes too long only cuts the body.
    outgoing.off('error', reject).on('error', () => {})
    readStart(answer, post.keepBytes).then((body) => {
      outgoing.destroy()
      resolve({ kind: 'answer', status: answer.statusCode ?? 0, headers: answer.headers, body })
    }, reject)
  })
  outgoing.on('error', reject)
  outgoing.end(post.body)
  return promise
}

/** Hands out what was checked, so that nobody asks the name server a second time and gets another answer. */
function pinned(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIP(address) || 6 }))
  return (_hostname, options, callback) => {
    const [first] = all
    if (options.all) callback(null, all)
    else callback(null, first?.address ?? '', first?.family)
  }
}

/** The status is known already: what is cut off here, by size or time, does not change the outcome. */
async function readStart(answer: IncomingMessage, keepBytes: number): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of answer) {
      chunks.push(Buffer.from(chunk))
      length += chunk.length
      if (length >= keepBytes) break
    }
  } catch (error) {
    // A body that breaks off, or takes too long, is kept as far as it came.
    if (!(error instanceof Error && 'code' in error)) throw error
  }
  return Buffer.concat(chunks).subarray(0, keepBytes).toString('utf8').replaceAll('\u0000', '')
}

async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work
  signal.throwIfAborted()
  const aborted = Promise.withResolvers<never>()
  const onAbort = () => aborted.reject(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([work, aborted.promise])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
