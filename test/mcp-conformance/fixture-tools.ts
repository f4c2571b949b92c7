// The tools that the conformance suite calls by their names.
import type { CallToolResult, Tool } from '@modelcontextprotocol/sdk/types.js'

const onePixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg=='
const silence = 'UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA='

const image = { type: 'image' as const, data: onePixel, mimeType: 'image/png' }
const says = (text: string) => ({ type: 'text' as const, text })
const embedded = (uri: string, mimeType: string, text: string) => ({
  type: 'resource' as const,
  resource: { uri, mimeType, text },
})

const answers: Record<string, CallToolResult> = {
  test_simple_text: { content: [says('This is a simple text response for testing.')] },
  test_image_content: { content: [image] },
  test_audio_content: { content: [{ type: 'audio', data: silence, mimeType: 'audio/wav' }] },
  test_embedded_resource: {
    content: [embedded('test://embedded-resource', 'text/plain', 'This is an embedded resource content.')],
  },
  test_multiple_content_types: {
    content: [
      says('Multiple content types test:'),
      image,
      embedded('test://mixed-content-resource', 'application/json', JSON.stringify({ test: 'data', value: 123 })),
    ],
  },
  test_error_handling: { isError: true, content: [says('This tool intentionally returns an error for testing')] },
}

/** A schema with the words of JSON Schema that a server must not lose on the way. */
const schemaTool: Tool = {
  name: 'json_schema_2020_12_tool',
  description: 'Tool with JSON Schema 2020-12 features',
  inputSchema: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    $defs: { address: { type: 'object', properties: { street: { type: 'string' }, city: { type: 'string' } } } },
    properties: { name: { type: 'string' }, address: { $ref: '#/$defs/address' } },
    additionalProperties: false,
  },
}

export const fixtureTools: Tool[] = [
  ...Object.keys(answers).map((name) => ({ name, description: name, inputSchema: { type: 'object' as const } })),
  schemaTool,
]

export function callFixtureTool(name: string): CallToolResult {
  const answer = answers[name]
  if (!answer) throw new Error(`no fixture ${name}`)
  return answer
}
