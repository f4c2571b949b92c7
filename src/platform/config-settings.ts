// What each setting means. `.env.example` and docs/configuration.md are generated from this table.

export interface Setting {
  name: string
  group: 'Server' | 'Database' | 'Access' | 'Agents' | 'Sentry' | 'GitHub' | 'Other integrations' | 'Testing'
  description: string
  /** What holds when it is unset, in words or as the value. */
  unset: string
  secret: boolean
  /** Whom a set value concerns: the whole process, or the default workspace only. */
  scope: 'process' | 'default workspace'
}

const process = 'process' as const
const workspace = 'default workspace' as const

export const settings = [
  {
    name: 'PORT',
    group: 'Server',
    description: 'The port of the web interface and the API.',
    unset: '3002',
    secret: false,
    scope: process,
  },
  {
    name: 'HOST',
    group: 'Server',
    description: 'The address to listen on. Any other than this machine needs DISPATCH_PASSWORD.',
    unset: '127.0.0.1',
    secret: false,
    scope: process,
  },
  {
    name: 'DISPATCH_PUBLIC_URL',
    group: 'Server',
    description: 'The address under which people and webhooks reach this server, behind a proxy or tunnel.',
    unset: 'only this machine',
    secret: false,
    scope: process,
  },
  {
    name: 'DISPATCH_DATA_DIR',
    group: 'Server',
    description: 'Where the embedded database, repositories and run directories live.',
    unset: './.dispatch',
    secret: false,
    scope: process,
  },
  {
    name: 'LOG_LEVEL',
    group: 'Server',
    description: 'fatal, error, warn, info, debug, trace or silent. Logs go to stderr as JSON lines.',
    unset: 'info',
    secret: false,
    scope: process,
  },
  {
    name: 'PG_DATABASE_URL',
    group: 'Database',
    description: 'PostgreSQL 15 or later with pgvector and pg_trgm: postgres://user:password@host:5432/database.',
    unset: 'the embedded database in DISPATCH_DATA_DIR',
    secret: true,
    scope: process,
  },
  {
    name: 'DISPATCH_PASSWORD',
    group: 'Access',
    description: 'The password of the web interface, 8 characters or more.',
    unset: 'a random one is made at the first start',
    secret: true,
    scope: process,
  },
  {
    name: 'DISPATCH_API_KEY',
    group: 'Access',
    description: 'A bootstrap API key with all scopes, 24 characters or more.',
    unset: 'none; make keys in the settings',
    secret: true,
    scope: workspace,
  },
  {
    name: 'DISPATCH_SECRET_KEY',
    group: 'Access',
    description: 'Encrypts stored secrets, 32 characters or more. Losing it loses them.',
    unset: 'made once and kept in DISPATCH_DATA_DIR',
    secret: true,
    scope: process,
  },
  {
    name: 'ANTHROPIC_API_KEY',
    group: 'Agents',
    description: 'For Claude Code. It stays in the server: agents reach the model through a metering proxy.',
    unset: 'no agent starts until a credential is set',
    secret: true,
    scope: workspace,
  },
  {
    name: 'ANTHROPIC_BASE_URL',
    group: 'Agents',
    description: 'A gateway that speaks the Anthropic Messages API.',
    unset: 'https://api.anthropic.com',
    secret: false,
    scope: workspace,
  },
  {
    name: 'CLAUDE_CODE_OAUTH_TOKEN',
    group: 'Agents',
    description: 'A subscription token from `claude setup-token`. The agent can read it.',
    unset: 'not used',
    secret: true,
    scope: workspace,
  },
  {
    name: 'DISPATCH_CLAUDE_BIN',
    group: 'Agents',
    description: 'The claude binary to run.',
    unset: 'the pinned package, then PATH',
    secret: false,
    scope: process,
  },
  {
    name: 'DISPATCH_KILL_SWITCH',
    group: 'Agents',
    description: '1 refuses every start of an agent in all workspaces.',
    unset: '0',
    secret: false,
    scope: process,
  },
  {
    name: 'OPENAI_API_KEY',
    group: 'Agents',
    description: 'Search by OpenAI embeddings (text-embedding-3-small).',
    unset: 'a small model that is part of the installation',
    secret: true,
    scope: process,
  },
  {
    name: 'OPENAI_BASE_URL',
    group: 'Agents',
    description: 'Another server that speaks the OpenAI embeddings API.',
    unset: 'https://api.openai.com/v1',
    secret: false,
    scope: process,
  },
  {
    name: 'SENTRY_CLIENT_SECRET',
    group: 'Sentry',
    description: 'The client secret of the Sentry integration; verifies its webhooks.',
    unset: 'the webhook answers 503',
    secret: true,
    scope: workspace,
  },
  {
    name: 'SENTRY_API_TOKEN',
    group: 'Sentry',
    description: 'Reads issues and events, so that a quiet window can be told from a blind one.',
    unset: 'verification needs per-event hooks',
    secret: true,
    scope: workspace,
  },
  {
    name: 'SENTRY_API_URL',
    group: 'Sentry',
    description: 'The address of a self-hosted Sentry.',
    unset: 'https://sentry.io',
    secret: false,
    scope: workspace,
  },
  {
    name: 'GITHUB_WEBHOOK_SECRET',
    group: 'GitHub',
    description: 'Verifies GitHub webhooks.',
    unset: 'the webhook answers 503',
    secret: true,
    scope: workspace,
  },
  {
    name: 'GITHUB_TOKEN',
    group: 'GitHub',
    description: 'A fine-grained token: contents and pull requests, read and write; no workflow permission.',
    unset: 'branches are recorded, pull requests are yours to open',
    secret: true,
    scope: workspace,
  },
  {
    name: 'GITHUB_REPO',
    group: 'GitHub',
    description: 'owner/name of a repository to connect at the first start.',
    unset: 'connect repositories in the settings',
    secret: false,
    scope: workspace,
  },
  {
    name: 'GITHUB_API_URL',
    group: 'GitHub',
    description: 'The API of a GitHub Enterprise server.',
    unset: 'https://api.github.com',
    secret: false,
    scope: workspace,
  },
  {
    name: 'GITHUB_APP_ID',
    group: 'GitHub',
    description: 'The id of a GitHub App, with GITHUB_APP_PRIVATE_KEY. Not used by this version.',
    unset: 'GITHUB_TOKEN is used',
    secret: false,
    scope: workspace,
  },
  {
    name: 'GITHUB_APP_PRIVATE_KEY',
    group: 'GitHub',
    description: 'The private key of the GitHub App, in PEM. Not used by this version.',
    unset: 'GITHUB_TOKEN is used',
    secret: true,
    scope: workspace,
  },
  {
    name: 'LOKI_WEBHOOK_SECRET',
    group: 'Other integrations',
    description: 'Verifies alerts of Grafana. Not used by this version.',
    unset: 'the webhook answers 503',
    secret: true,
    scope: workspace,
  },
  {
    name: 'SLACK_BOT_TOKEN',
    group: 'Other integrations',
    description: 'Posts notifications to Slack. Not used by this version.',
    unset: 'no notifications',
    secret: true,
    scope: workspace,
  },
  {
    name: 'DISPATCH_TEST_CLOCK',
    group: 'Testing',
    description: '1 lets POST /api/test/clock move business time. Only with a throw-away data directory.',
    unset: '0',
    secret: false,
    scope: process,
  },
] as const satisfies readonly Setting[]

export type SettingName = (typeof settings)[number]['name']
