// Which repository addresses the platform talks to, and how a credential reaches git without a command line or a file.
import { statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { GitCredential, RepositoryAccess } from '../../runs/domain/git-gateway.ts'

export type RemoteVerdict = { ok: true; protocol: 'https' | 'http' | 'ssh' | 'file' } | { ok: false; detail: string }

/** Checks an address before git sees it. Local paths only where an administrator added the repository. */
export function judgeRemote(url: string, allowLocal: boolean): RemoteVerdict {
  if (/[\s\p{Cc}]/u.test(url) || url.startsWith('-') || url === '')
    return refuse('The address has characters that no repository address has.')
  if (url.startsWith('/'))
    return allowLocal ? { ok: true, protocol: 'file' } : refuse('Local paths may only be added by an administrator.')
  if (/^[A-Za-z0-9._]+@[A-Za-z0-9][A-Za-z0-9.-]*:[^-]/.test(url)) return { ok: true, protocol: 'ssh' }
  if (!URL.canParse(url)) return refuse('Use an https:// or ssh:// address.')
  return judgeUrl(new URL(url), allowLocal)
}

function judgeUrl(url: URL, allowLocal: boolean): RemoteVerdict {
  if (url.password) return refuse('Leave the password out of the address; store it as a credential.')
  if (url.hostname.startsWith('-') || url.username.startsWith('-')) return refuse('The host or user name is not valid.')
  switch (url.protocol) {
    case 'https:':
      return { ok: true, protocol: 'https' }
    case 'ssh:':
      return { ok: true, protocol: 'ssh' }
    case 'file:':
      return allowLocal ? { ok: true, protocol: 'file' } : refuse('Local paths may only be added by an administrator.')
    case 'http:':
      if (allowLocal && isLoopback(url.hostname)) return { ok: true, protocol: 'http' }
      return refuse('Plain http would send the credential in the clear; use https.')
    default:
      return refuse(`Addresses with ${url.protocol} are not supported; use https or ssh.`)
  }
}

/** The environment of one call to this remote: one protocol, and the credential as a header for this host alone. */
export function remoteEnvironment(
  access: Omit<RepositoryAccess, 'id' | 'credential'> & { credential: GitCredential | null },
): Record<string, string> {
  const verdict = judgeRemote(access.gitUrl, access.allowLocal)
  const allowed = { GIT_ALLOW_PROTOCOL: verdict.ok ? verdict.protocol : 'none' }
  if (!verdict.ok || !access.credential || (verdict.protocol !== 'https' && verdict.protocol !== 'http')) return allowed
  const { username, password } = access.credential
  const basic = Buffer.from(`${username}:${password}`, 'utf8').toString('base64')
  return {
    ...allowed,
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `http.${new URL(access.gitUrl).origin}/.extraHeader`,
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}`,
  }
}

/**
 * Options for git's program at the other end, when that is a folder of this machine which belongs to somebody else. An administrator
 * added it, so it may be used; its hooks would run as us, so they stay off.
 */
export function otherEnd(
  access: Pick<RepositoryAccess, 'gitUrl' | 'allowLocal'>,
  program: 'upload-pack' | 'receive-pack',
): string[] {
  const verdict = judgeRemote(access.gitUrl, access.allowLocal)
  if (!verdict.ok || verdict.protocol !== 'file') return []
  const path = access.gitUrl.startsWith('/') ? access.gitUrl : fileURLToPath(access.gitUrl)
  const owner = statSync(path, { throwIfNoEntry: false })?.uid
  if (owner === undefined || owner === process.getuid?.()) return []
  return [`--${program}`, `git -c 'safe.directory=*' -c core.hooksPath=/dev/null -c core.fsmonitor=false ${program}`]
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname)
}

function refuse(detail: string): RemoteVerdict {
  return { ok: false, detail }
}
