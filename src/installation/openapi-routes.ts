// The description of the API, generated from the schemas that validate its requests.
import type { Context } from 'hono'
import type { App, AppEnv } from '../platform/http/app.ts'

const info = (version: string) => ({
  openapi: '3.1.0',
  info: {
    title: 'Dispatch',
    version,
    description: 'Turns production errors and backlog items into changes that are proven in production.',
    license: { name: 'MIT', identifier: 'MIT' },
  },
  servers: [{ url: '/' }],
  security: ['bearer', 'session'].map((scheme) => ({ [scheme]: [] })),
})

/** Adds `/api/openapi.json` and `/api/docs` to the finished API. */
export function describeApi(api: App, version: string): void {
  api.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key (dsp_…).',
  })
  api.openAPIRegistry.registerComponent('securitySchemes', 'session', { type: 'apiKey', in: 'cookie', name: 'dispatch_session' })
  api.get('/api/openapi.json', (c) => c.json(api.getOpenAPI31Document(info(version))))
  api.get('/api/docs', (c) => docsPage(c, api, version))
}

function docsPage(c: Context<AppEnv>, api: App, version: string): Response {
  const { paths = {} } = api.getOpenAPI31Document(info(version))
  const rows = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item ?? {}).map(
      ([method, operation]) =>
        `<tr><td><code>${method.toUpperCase()}</code></td><td><code>${escapeHtml(path)}</code></td><td>${escapeHtml(summaryOf(operation))}</td></tr>`,
    ),
  )
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<title>Dispatch API</title><style>body{font:14px/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem}td{padding:.25rem .75rem .25rem 0;vertical-align:top}code{font-family:ui-monospace,monospace}</style>
<h1>Dispatch API ${escapeHtml(version)}</h1><p>Send an API key as <code>Authorization: Bearer dsp_…</code>. Shapes and errors: <a href="/api/openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
<table><tbody>${rows.join('')}</tbody></table></html>`
  return c.html(html)
}

function summaryOf(operation: unknown): string {
  return typeof operation === 'object' && operation !== null && 'summary' in operation && typeof operation.summary === 'string'
    ? operation.summary
    : ''
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
