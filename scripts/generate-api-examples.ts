// Writes the examples of the API's description: a furnished workspace is asked everything once, and what it says is kept, shortened.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { askEverything } from '../test/access/ask-everything.ts'
import { accessWorld } from '../test/access/world.ts'

const maxItems = 2
const maxText = 300

/** Tokens are shown to nobody, not even those of a workspace that is gone. */
const secret = /\b(ds[a-z]|whsec)_[A-Za-z0-9+/=_-]{20,}/g

function shorten(value: unknown): unknown {
  if (typeof value === 'string') {
    const text = value.replace(secret, (token) => `${token.slice(0, token.indexOf('_') + 1)}shown_once`)
    return text.length > maxText ? `${text.slice(0, maxText)}…` : text
  }
  if (Array.isArray(value)) return value.slice(0, maxItems).map(shorten)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shorten(inner)]))
}

const world = await accessWorld()
const told = await askEverything(world)
await world.close()
const itself = 'GET /api/openapi.json'
const succeeded = told.filter(
  ({ operation, status, contentType, answer }) =>
    operation !== itself && status < 300 && (contentType === 'application/json' || answer === ''),
)
const examples = Object.fromEntries(
  succeeded
    .sort((a, b) => (a.operation < b.operation ? -1 : 1))
    .map(({ operation, body, status, answer }) => [
      operation,
      { ...(body && { request: shorten(body) }), status: String(status), ...(answer !== '' && { answer: shorten(answer) }) },
    ]),
)
const file = join(import.meta.dirname, '../src/installation/description/examples.json')
await writeFile(file, `${JSON.stringify(examples, null, 1)}\n`)
console.log(`${Object.keys(examples).length} examples`)
