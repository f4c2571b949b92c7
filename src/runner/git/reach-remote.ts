// May the platform's git go to this host? Whoever connects a repository must not make the server ask its own network.
import { isIP } from 'node:net'
import { isAllowedHost } from '../../platform/net/allow-list.ts'
import { describe, type Guard, resolveChecked } from '../../platform/net/guarded-post.ts'
import type { RepositoryAccess } from '../../runs/domain/git-gateway.ts'
import type { GitSettings } from './git.ts'
import { judgeRemote, remoteEnvironment } from './remote.ts'

/** What git is started with, or why it is not. */
export type Reach = { ok: true; env: Record<string, string> } | { ok: false; detail: string }

const lookupMs = 10_000

/** Judges the address, resolves its host and, over https, has git connect to exactly what was judged. */
export async function reachRemote(settings: GitSettings, access: Omit<RepositoryAccess, 'id'>): Promise<Reach> {
  const verdict = judgeRemote(access.gitUrl, access.allowLocal)
  if (!verdict.ok) return verdict
  const credential = typeof access.credential === 'function' ? await access.credential() : access.credential
  const env = remoteEnvironment({ ...access, credential })
  if (!settings.guard || verdict.protocol === 'file') return { ok: true, env }
  const target = targetOf(access.gitUrl)
  const found = await addressesOf(settings.guard, target.host, isProxied(settings, verdict.protocol))
  if (!found.ok) return { ok: false, detail: `The address may not be used: ${found.sentence}.` }
  const isPinned = verdict.protocol === 'https' && found.addresses.length > 0 && !isIP(target.host)
  return { ok: true, env: isPinned ? withSetting(env, 'http.curloptResolve', pinOf(target, found.addresses)) : env }
}

interface Target {
  host: string
  port: string
}

function targetOf(gitUrl: string): Target {
  const short = /^[^@/]+@([^:/]+):/.exec(gitUrl)?.[1]
  if (short) return { host: short, port: '22' }
  const url = new URL(gitUrl)
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port || '443' }
}

type Found = { ok: true; addresses: readonly string[] } | { ok: false; sentence: string }

async function addressesOf(guard: Guard, host: string, isProxied: boolean): Promise<Found> {
  // A host that was named by whoever runs this server may be an alias of ssh, or known to the proxy alone.
  if (isAllowedHost(guard.allow, host) || (isProxied && !isIP(host))) return { ok: true, addresses: [] }
  const timeout = AbortSignal.timeout(lookupMs)
  try {
    const found = await resolveChecked(guard, host, timeout)
    return found.ok ? found : { ok: false, sentence: found.refusal.sentence }
  } catch (error) {
    return { ok: false, sentence: describe(error, timeout.aborted, lookupMs).sentence }
  }
}

/** Behind a proxy only the proxy knows names; what it may reach is its own business. */
function isProxied({ extra }: GitSettings, protocol: 'https' | 'http' | 'ssh'): boolean {
  return protocol !== 'ssh' && Boolean(extra.HTTPS_PROXY ?? extra.HTTP_PROXY)
}

function pinOf({ host, port }: Target, addresses: readonly string[]): string {
  return `${host}:${port}:${addresses.map((address) => (isIP(address) === 6 ? `[${address}]` : address)).join(',')}`
}

function withSetting(env: Record<string, string>, key: string, value: string): Record<string, string> {
  const count = Number(env.GIT_CONFIG_COUNT ?? 0)
  return { ...env, GIT_CONFIG_COUNT: String(count + 1), [`GIT_CONFIG_KEY_${count}`]: key, [`GIT_CONFIG_VALUE_${count}`]: value }
}
