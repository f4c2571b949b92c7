// The description of the API, generated from the schemas that validate its requests.
import type { App } from '../platform/http/app.ts'
import { completeDocument, readExamples } from './description/complete-document.ts'
import { docsPage } from './description/docs-page.ts'
import { mendNullableReferences } from './description/nullable-references.ts'
import { describeRawRoutes } from './description/raw-routes.ts'

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
  describeRawRoutes(api)
  const document = once(() => completeDocument(mendNullableReferences(api.getOpenAPI31Document(info(version))), readExamples()))
  api.get('/api/openapi.json', (c) => c.json(document()))
  api.get('/api/docs', (c) => c.html(docsPage(document(), version)))
}

/** Routes are all there before the first request; afterwards the document does not change. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
