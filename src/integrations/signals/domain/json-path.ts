// Where in a body a value stands: JSONPath (RFC 9535), and of it only the queries that can find no more than one value.
// So no body can make a path slow: there are no filters, no wildcards and no descent.
import { JSONPathError, type JSONPathQuery, jsonpath } from 'json-p3'

const compiled = new Map<string, JSONPathQuery>()
/** Paths come from settings, so there are few. */
const MOST_REMEMBERED = 500

/** Why a text is no path for one value; null if it is one. */
export function problemOfPath(path: string): string | null {
  const query = compile(path)
  if (!query) return 'is no JSONPath; write e.g. $.error.id or $["error id"][0]'
  return query.singularQuery() ? null : 'can find several values; name one, without *, .., : or ?'
}

/** The value at a path; undefined where there is none. */
export function valueAt(path: string, json: unknown): unknown {
  const query = compile(path)
  return query?.singularQuery() ? query.match(asJson(json))?.value : undefined
}

/** The library's name for what JSON.parse returns. */
function asJson(json: unknown): Parameters<JSONPathQuery['match']>[0] {
  return json as Parameters<JSONPathQuery['match']>[0]
}

function compile(path: string): JSONPathQuery | null {
  const known = compiled.get(path)
  if (known) return known
  try {
    const query = jsonpath.compile(path)
    if (compiled.size >= MOST_REMEMBERED) compiled.clear()
    compiled.set(path, query)
    return query
  } catch (error) {
    if (error instanceof JSONPathError) return null
    throw error
  }
}
