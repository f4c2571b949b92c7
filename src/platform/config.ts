// Configuration: the only place that reads the environment. Parsed once at start, all problems reported together.
import { readFileSync } from 'node:fs'
import { isAbsolute, resolve } from 'node:path'
import { z } from 'zod'
import { type SettingName, settings } from './config-settings.ts'
import { parseAllowList, publicOnly } from './net/allow-list.ts'
import { fileOfPem, linesOfPem, readPem } from './private-key.ts'

export type Environment = Readonly<Record<string, string | undefined>>

export interface ConfigProblem {
  name: string
  message: string
}

/** Wrong values, all of them at once; the message names each variable and never its value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: ConfigProblem[]
  constructor(problems: ConfigProblem[]) {
    super(`The configuration is not valid:\n${problems.map((problem) => `  ${problem.name}: ${problem.message}`).join('\n')}`)
    this.problems = problems
  }
}

const port = z.coerce.number({ error: 'must be a port number' }).int().min(0).max(65535)
const url = z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' }).transform((value) => value.replace(/\/+$/, ''))
const origin = url.refine((value) => new URL(value).origin === value.toLowerCase(), {
  error: 'must be an origin like https://dispatch.example.com, without a path',
})
const flag = z.enum(['0', '1'], { error: 'must be 0 or 1' }).transform((value) => value === '1')
const allowList = z.string().transform((text, issue) => {
  const { list, wrong } = parseAllowList(text)
  if (wrong !== null) issue.addIssue('must be hosts, *.hosts, addresses or networks like 10.1.0.0/16, separated by commas')
  return list
})
const folders = z.string().transform((text, issue) => {
  const paths = text.split(',').flatMap((path) => path.trim() || [])
  if (paths.some((path) => !isAbsolute(path))) issue.addIssue('must be absolute folders, separated by commas')
  return paths
})
const privateKey = z.string().transform((value, issue) => {
  const pem = readPem(value)
  if (pem === null) issue.addIssue('must be a private key in PEM, or the path of a file with one')
  return pem ?? ''
})
const secret = (length: number) => z.string().min(length, `must have at least ${length} characters`)

const schema = z.object({
  PORT: port.default(3002),
  HOST: z.string().default('127.0.0.1'),
  DISPATCH_DATA_DIR: z
    .string()
    .default('./.dispatch')
    .transform((path) => resolve(path)),
  DISPATCH_REPOSITORY_ROOTS: folders.default([]),
  DISPATCH_PUBLIC_URL: origin.optional(),
  PG_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' }).optional(),
  DISPATCH_PASSWORD: secret(8).optional(),
  DISPATCH_API_KEY: secret(24).optional(),
  DISPATCH_SECRET_KEY: secret(32).optional(),
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_BASE_URL: url.default('https://api.openai.com/v1'),
  DISPATCH_SEARCH_MODEL: z.enum(['openai', 'local'], { error: 'must be openai or local' }).optional(),
  ANTHROPIC_API_KEY: z.string().optional(),
  ANTHROPIC_BASE_URL: url.default('https://api.anthropic.com'),
  CLAUDE_CODE_OAUTH_TOKEN: z.string().optional(),
  DISPATCH_KILL_SWITCH: flag.default(false),
  DISPATCH_TEST_CLOCK: flag.default(false),
  SENTRY_CLIENT_SECRET: z.string().optional(),
  SENTRY_API_TOKEN: z.string().optional(),
  SENTRY_API_URL: url.default('https://sentry.io'),
  GITHUB_WEBHOOK_SECRET: z.string().optional(),
  GITHUB_TOKEN: z.string().optional(),
  GITHUB_REPO: z
    .string()
    .regex(/^[\w.-]+\/[\w.-]+$/, 'must be owner/name')
    .optional(),
  GITHUB_API_URL: url.default('https://api.github.com'),
  GITHUB_URL: url.default('https://github.com'),
  GITHUB_OAUTH_CLIENT_ID: z.string().optional(),
  GITHUB_OAUTH_CLIENT_SECRET: z.string().optional(),
  GITHUB_APP_ID: z
    .string()
    .regex(/^\d+$|^Iv[\w.]+$/, 'must be the number of an App, or its client id')
    .optional(),
  GITHUB_APP_PRIVATE_KEY: privateKey.optional(),
  LOKI_WEBHOOK_SECRET: z.string().optional(),
  SIGNAL_WEBHOOK_SECRET: z.string().optional(),
  SLACK_BOT_TOKEN: z.string().optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'must be an smtp:// or smtps:// URL' }).optional(),
  MAIL_FROM: z
    .string()
    .regex(/^[^\r\n]*[^\s@<>]+@[^\s@<>]+>?$/, 'must be an address, e.g. Dispatch <dispatch@example.com>')
    .optional(),
  OUTBOUND_ALLOW: allowList.default(publicOnly),
  DISPATCH_CLAUDE_BIN: z.string().optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
} satisfies Record<SettingName, z.ZodType>)

export type Config = Readonly<z.infer<typeof schema>> & {
  /** Names of the variables that the environment sets; they win over stored values. */
  readonly fromEnvironment: ReadonlySet<string>
  /** Files with secrets that variables name: agents must not see them. */
  readonly secretFiles: readonly string[]
}

const loopbackHosts = new Set(['127.0.0.1', '::1', 'localhost'])

/** Whether the server listens to this machine only. */
export function isLoopback(config: Pick<Config, 'HOST'>): boolean {
  return loopbackHosts.has(config.HOST)
}

/** Parses; throws ConfigError with every problem. An empty string counts as unset. */
export function parseConfig(environment: Environment): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([name, value]) => name in schema.shape && value?.trim()))
  const parsed = schema.safeParse(given)
  const problems = parsed.success
    ? []
    : parsed.error.issues.map((issue) => ({ name: String(issue.path[0]), message: issue.message }))
  problems.push(...contradictions(given))
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems)
  const keyFile = given.GITHUB_APP_PRIVATE_KEY && fileOfPem(given.GITHUB_APP_PRIVATE_KEY)
  return Object.freeze({
    ...parsed.data,
    fromEnvironment: new Set(Object.keys(given)),
    secretFiles: keyFile ? [keyFile] : [],
  })
}

function contradictions(given: Environment): ConfigProblem[] {
  const isElsewhere = given.HOST !== undefined && !loopbackHosts.has(given.HOST)
  const problems: ConfigProblem[] = []
  if (isElsewhere && !given.DISPATCH_PASSWORD) {
    problems.push({ name: 'HOST', message: 'listening on other addresses than this machine needs DISPATCH_PASSWORD to be set' })
  }
  if (isElsewhere && given.DISPATCH_TEST_CLOCK === '1') {
    problems.push({ name: 'DISPATCH_TEST_CLOCK', message: 'is only allowed while HOST is this machine' })
  }
  if (Boolean(given.GITHUB_APP_ID) !== Boolean(given.GITHUB_APP_PRIVATE_KEY)) {
    problems.push({ name: 'GITHUB_APP_ID', message: 'needs GITHUB_APP_PRIVATE_KEY beside it, and the other way round' })
  }
  if (given.DISPATCH_SEARCH_MODEL === 'openai' && !given.OPENAI_API_KEY) {
    problems.push({
      name: 'DISPATCH_SEARCH_MODEL',
      message: 'openai needs OPENAI_API_KEY beside it; leave it out for the model that comes with Dispatch',
    })
  }
  if (Boolean(given.SMTP_URL) !== Boolean(given.MAIL_FROM)) {
    problems.push({ name: 'SMTP_URL', message: 'needs MAIL_FROM beside it, and the other way round' })
  }
  if (Boolean(given.GITHUB_OAUTH_CLIENT_ID) !== Boolean(given.GITHUB_OAUTH_CLIENT_SECRET)) {
    problems.push({
      name: 'GITHUB_OAUTH_CLIENT_ID',
      message: 'needs GITHUB_OAUTH_CLIENT_SECRET beside it, and the other way round',
    })
  }
  return problems
}

/**
 * The environment as the launcher hands it over: through a pipe whose number is in DISPATCH_CONFIG_FD, so that no secret
 * stands in this process's own environment, where an agent's processes could read it. Without a launcher: process.env.
 */
export function readEnvironment(): Environment {
  const fd = process.env.DISPATCH_CONFIG_FD
  if (fd === undefined) return process.env
  return z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(Number(fd), 'utf8')))
}

/** The literal values that must never appear in logs or transcripts. */
export function secretValues(config: Config): string[] {
  return settings
    .filter((setting) => setting.secret)
    .flatMap((setting) => {
      const value = config[setting.name]
      return typeof value === 'string' && value ? [value, ...linesOfPem(value)] : []
    })
}

export interface Machine {
  /** Where programs are found. */
  path: string
  /** Where the server was started; its `.env` lies here. */
  directory: string
  /** What git itself needs here: proxies, certificates, an SSH agent. */
  git: Record<string, string>
}

const forGit = [
  'HOME',
  'SSH_AUTH_SOCK',
  'GIT_SSH_COMMAND',
  'HTTPS_PROXY',
  'HTTP_PROXY',
  'NO_PROXY',
  'SSL_CERT_FILE',
  'GIT_SSL_CAINFO',
]

/** What the process's own environment says about the machine; nothing secret. */
export function readMachine(): Machine {
  const git = forGit.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []))
  return { path: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin', directory: process.cwd(), git: Object.fromEntries(git) }
}
