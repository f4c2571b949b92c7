// Which methods a path answers, so that a wrong one gets a 405 with `Allow` instead of a 404.
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { AppEnv } from './app.ts'

/** The methods of all routes whose pattern matches; empty for an unknown path. */
export function allowedMethods(api: OpenAPIHono<AppEnv>, path: string): string[] {
  const methods = new Set<string>()
  for (const route of api.routes) {
    if (route.method === 'ALL' || route.path.endsWith('*') || !matches(route.path, path)) continue
    methods.add(route.method)
    if (route.method === 'GET') methods.add('HEAD')
  }
  return [...methods].sort()
}

function matches(pattern: string, path: string): boolean {
  const expected = pattern.split('/')
  const actual = path.split('/')
  return (
    expected.length === actual.length &&
    expected.every((part, index) => (part.startsWith(':') ? actual[index] !== '' : part === actual[index]))
  )
}
