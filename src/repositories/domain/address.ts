// What people write for a repository, owner/name, a URL or a folder, as the address that git is given.
import { isAbsolute } from 'node:path'

export type AddressKind = 'https' | 'ssh' | 'file'

export type Address =
  | { ok: true; kind: AddressKind; gitUrl: string; provider: 'github' | 'git'; fullName: string | null; name: string }
  | { ok: false; message: string }

const shorthand = /^[A-Za-z0-9_.-]+\/[A-Za-z0-9_.-]+$/

/** @param githubHost the host of the GitHub that shorthands mean, e.g. `github.com` */
export function readAddress(text: string, githubHost: string): Address {
  const written = text.trim()
  if (written.startsWith('-') || /[\s\p{Cc}]/u.test(written)) return refused('may not begin with a dash or contain spaces')
  if (shorthand.test(written) && !written.startsWith('.'))
    return remote('https', `https://${githubHost}/${written}.git`, githubHost)
  if (isAbsolute(written))
    return { ok: true, kind: 'file', gitUrl: written, provider: 'git', fullName: null, name: lastPart(written) }
  const scp = /^([\w.-]+)@([\w.-]+):(?!\/)([\w./-]+)$/.exec(written)
  if (scp) return remote('ssh', `ssh://${scp[1]}@${scp[2]}/${scp[3]}`, githubHost)
  return readUrl(written, githubHost)
}

function readUrl(written: string, githubHost: string): Address {
  const url = URL.parse(written)
  if (!url) return refused('is no owner/name, no absolute folder and no URL')
  if (url.password || (url.username && url.protocol !== 'ssh:'))
    return refused('may not contain a user name or password; set GITHUB_TOKEN instead')
  if (url.protocol === 'file:')
    return { ok: true, kind: 'file', gitUrl: url.pathname, provider: 'git', fullName: null, name: lastPart(url.pathname) }
  if (url.protocol === 'https:') return remote('https', url.href, githubHost)
  if (url.protocol === 'ssh:') return remote('ssh', url.href, githubHost)
  return refused(`uses ${url.protocol}//; only https, ssh and folders are allowed`)
}

function remote(kind: 'https' | 'ssh', gitUrl: string, githubHost: string): Address {
  const url = new URL(gitUrl)
  const path = url.pathname
    .replace(/^\/+/, '')
    .replace(/\.git$/, '')
    .replace(/\/+$/, '')
  const isGithub = url.hostname === githubHost && shorthand.test(path)
  return {
    ok: true,
    kind,
    gitUrl,
    provider: isGithub ? 'github' : 'git',
    fullName: shorthand.test(path) ? path : null,
    name: lastPart(path),
  }
}

const lastPart = (path: string) =>
  path
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')
    .split('/')
    .at(-1) || 'repository'
const refused = (message: string): Address => ({ ok: false, message })
