// What the official conformance suite asks a server to have (its fixed tools, resources and prompts), for tests only: it stands
// behind Dispatch's own handler in place of Dispatch's tools, so that what lies in front of them can be judged.
import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import {
  CallToolRequestSchema,
  CompleteRequestSchema,
  GetPromptRequestSchema,
  ListPromptsRequestSchema,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListToolsRequestSchema,
  ReadResourceRequestSchema,
} from '@modelcontextprotocol/sdk/types.js'
import { callFixtureTool, fixtureTools } from './fixture-tools.ts'

const onePixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg=='

export function createFixtureServer(): Server {
  const server = new Server(
    { name: 'conformance-fixtures', version: '1' },
    { capabilities: { tools: {}, resources: {}, prompts: {}, completions: {} } },
  )
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: fixtureTools }))
  server.setRequestHandler(CallToolRequestSchema, ({ params }) => callFixtureTool(params.name))
  server.setRequestHandler(ListResourcesRequestSchema, () => ({ resources }))
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({ resourceTemplates }))
  server.setRequestHandler(ReadResourceRequestSchema, ({ params }) => ({ contents: [read(params.uri)] }))
  server.setRequestHandler(ListPromptsRequestSchema, () => ({ prompts }))
  server.setRequestHandler(GetPromptRequestSchema, ({ params }) => ({
    messages: promptMessages(params.name, params.arguments ?? {}),
  }))
  server.setRequestHandler(CompleteRequestSchema, () => ({ completion: { values: ['paris', 'park'], total: 2, hasMore: false } }))
  return server
}

const text = { uri: 'test://static-text', name: 'text', description: 'Text', mimeType: 'text/plain' }
const binary = { uri: 'test://static-binary', name: 'binary', description: 'An image', mimeType: 'image/png' }
const resources = [text, binary]
const resourceTemplates = [
  { uriTemplate: 'test://template/{id}/data', name: 'template', description: 'By id', mimeType: 'application/json' },
]

function read(uri: string) {
  const id = /^test:\/\/template\/([^/]+)\/data$/.exec(uri)?.[1]
  if (id !== undefined)
    return {
      uri,
      mimeType: 'application/json',
      text: JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` }),
    }
  if (uri === binary.uri) return { uri, mimeType: 'image/png', blob: onePixel }
  return { uri, mimeType: 'text/plain', text: 'This is the content of the static text resource.' }
}

const argument = (name: string) => ({ name, description: name, required: true })
const prompts = [
  { name: 'test_simple_prompt', description: 'Without arguments' },
  { name: 'test_prompt_with_arguments', description: 'With two arguments', arguments: [argument('arg1'), argument('arg2')] },
  { name: 'test_prompt_with_embedded_resource', description: 'With a resource', arguments: [argument('resourceUri')] },
  { name: 'test_prompt_with_image', description: 'With an image' },
]

const user = 'user' as const
const says = (words: string) => ({ role: user, content: { type: 'text' as const, text: words } })

function promptMessages(name: string, given: Record<string, string>) {
  switch (name) {
    case 'test_prompt_with_arguments':
      return [says(`Prompt with arguments: arg1='${given.arg1}', arg2='${given.arg2}'`)]
    case 'test_prompt_with_embedded_resource': {
      const resource = {
        uri: given.resourceUri ?? '',
        mimeType: 'text/plain',
        text: 'Embedded resource content for testing.',
      }
      return [
        { role: user, content: { type: 'resource' as const, resource } },
        says('Please process the embedded resource above.'),
      ]
    }
    case 'test_prompt_with_image':
      return [
        { role: user, content: { type: 'image' as const, data: onePixel, mimeType: 'image/png' } },
        says('Please analyze the image above.'),
      ]
    default:
      return [says('This is a simple prompt for testing.')]
  }
}
