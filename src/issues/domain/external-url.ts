// Which issue elsewhere an address names: Sentry, GitHub or Linear.

export interface RecognisedLink {
  source: 'sentry' | 'github' | 'linear'
  externalId: string
  shortId: string | null
  project: string | null
  /** Without what browsers and mails hang on it. */
  url: string
  /** It reports production errors: the issue is then done by proof. */
  isErrorSource: boolean
}

export type Recognition = RecognisedLink | { problem: string }

const known = 'Known are issues of Sentry, GitHub and Linear, e.g. https://acme.sentry.io/issues/4820175533/.'

export interface VendorHosts {
  /** Besides sentry.io. */
  sentry: string[]
  /** Besides github.com. */
  github: string[]
}

/** @param text an address that a person pasted */
export function recogniseLink(text: string, hosts: VendorHosts): Recognition {
  const url = parseAddress(text)
  if (!url) return { problem: 'is not a web address' }
  const host = url.hostname.toLowerCase()
  if (host === 'sentry.io' || host.endsWith('.sentry.io') || hosts.sentry.includes(host)) return sentryLink(url)
  if (host === 'github.com' || hosts.github.includes(host)) return githubLink(url)
  if (host === 'linear.app') return linearLink(url)
  return { problem: `is of no system that is known here. ${known}` }
}

function parseAddress(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  return url && (url.protocol === 'https:' || url.protocol === 'http:') && !url.username && !url.password ? url : undefined
}

function sentryLink(url: URL): Recognition {
  const match = /^(?:\/organizations\/([\w-]+))?\/issues\/(\d{1,20})(?:\/|$)/.exec(url.pathname)
  if (!match?.[2]) return { problem: 'is no Sentry issue: its address ends in /issues/ and a number' }
  const path = match[1] ? `/organizations/${match[1]}/issues/${match[2]}/` : `/issues/${match[2]}/`
  return {
    source: 'sentry',
    externalId: match[2],
    shortId: null,
    project: null,
    url: `${url.origin}${path}`,
    isErrorSource: true,
  }
}

function githubLink(url: URL): Recognition {
  const match = /^\/([\w.-]{1,100})\/([\w.-]{1,100})\/(issues|pull)\/([1-9]\d{0,9})(?:\/|$)/.exec(url.pathname)
  if (!match?.[1] || !match[2] || !match[4]) return { problem: 'is no GitHub issue: its address ends in /issues/ and a number' }
  if (match[3] === 'pull') return { problem: 'is a pull request: link it with POST /api/issues/{id}/prs' }
  const name = `${match[1]}/${match[2]}`
  const shortId = `${name}#${match[4]}`
  return {
    source: 'github',
    externalId: shortId.toLowerCase(),
    shortId,
    project: name,
    url: `${url.origin}/${name}/issues/${match[4]}`,
    isErrorSource: false,
  }
}

function linearLink(url: URL): Recognition {
  const match = /^\/([\w-]{1,100})\/issue\/([A-Za-z][A-Za-z0-9]{0,9}-[1-9]\d{0,9})(?:\/|$)/.exec(url.pathname)
  if (!match?.[1] || !match[2]) return { problem: 'is no Linear issue: its address has /issue/ and an identifier' }
  const shortId = match[2].toUpperCase()
  return {
    source: 'linear',
    externalId: `${match[1].toLowerCase()}/${shortId}`,
    shortId,
    project: match[1],
    url: `${url.origin}/${match[1]}/issue/${shortId}`,
    isErrorSource: false,
  }
}
