// Whatever an agent sends to a tool, resource, prompt or completion is carried out or refused: it is never a failure of the server.
import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { createIssue } from '#src/issues/create-issue.ts'
import { agentKey, connect, type McpServer, runWithToken, serveMcp } from '#test/mcp-kit.ts'
import { anError, type RunsKit, runsKit, type Shop, shop } from '#test/runs/runs-runtime.ts'
import { allTools, describeTools } from './catalog.ts'

let kit: RunsKit
let server: McpServer
let acme: Shop
let key: Client
let agent: Client
/** Names of things that are there, or that belong to somebody else. */
const known: string[] = []

beforeAll(async () => {
  kit = await runsKit()
  server = await serveMcp(kit.runtime)
  acme = await shop(kit, { policy: { max_concurrent_runs: 50 } })
  const rival = await shop(kit)
  const own = await createIssue(acme.person(), { title: 'Checkout fails' })
  const foreign = await createIssue(rival.person(), { title: 'Payroll' })
  const run = await runWithToken(acme, own.id)
  const error = await anError(acme)
  known.push(own.id, own.identifier, foreign.id, foreign.identifier, error, run.runId, acme.agentId, 'Claude', rival.agentId)
  key = await connect(server.url, await agentKey(acme, acme.agentId, 'write', 'admin'))
  agent = await connect(server.url, run.token)
})
afterAll(async () => {
  await key.close()
  await agent.close()
  await server.close()
  await kit.runtime.close()
})

const text = () =>
  fc.oneof(
    fc.string({ maxLength: 40, unit: 'binary' }),
    fc.string({ maxLength: 600, unit: 'grapheme' }),
    fc.constantFrom(
      '',
      '\u0000',
      '%',
      '\\',
      "'; drop table dispatch_issue; --",
      'done',
      'P1',
      'completed',
      'tests',
      '-updated',
      'eyJ4IjoxfQ',
    ),
    fc.constantFrom('2026-03-02T09:00:00Z', '0000-00-00', 'issue.created', 'iss_', 'DISPATCH-99999999999', '😀'.repeat(200)),
    fc.constantFrom(...known),
  )
const number = () => fc.oneof(fc.integer(), fc.double(), fc.constantFrom(-1, 0, 1, 2 ** 31, 2 ** 53, -(2 ** 63), 1e300))
const value = () =>
  fc.oneof(
    { weight: 5, arbitrary: text() },
    { weight: 2, arbitrary: number() },
    fc.boolean(),
    fc.constant(null),
    fc.array(text(), { maxLength: 4 }),
    fc.dictionary(
      fc.oneof(fc.constantFrom('title', 'status', 'rank', 'labels', 'parent', 'assignee', 'close_reason'), text()),
      text(),
      {
        maxKeys: 4,
      },
    ),
  )

interface Schema {
  type?: string | string[] | undefined
  enum?: string[] | undefined
  items?: Schema | undefined
  properties: Record<string, Schema>
}
const schemaSchema: z.ZodType<Schema> = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.string()).optional(),
  get items() {
    return schemaSchema.optional()
  },
  get properties() {
    return z.record(z.string(), schemaSchema).default({})
  },
})

/** A value of the right kind, so that the command behind the schema is reached. */
function fitting(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.enum) return fc.constantFrom(...schema.enum)
  switch ([schema.type].flat()[0]) {
    case 'integer':
    case 'number':
      return fc.oneof(fc.integer({ min: 0, max: 120 }), number())
    case 'boolean':
      return fc.boolean()
    case 'array':
      return fc.array(schema.items ? fitting(schema.items) : text(), { maxLength: 4 })
    case 'object': {
      const parts = Object.entries(schema.properties).map(([field, part]) => [field, fitting(part)])
      return fc.record(Object.fromEntries(parts), { requiredKeys: [] })
    }
    default:
      return text()
  }
}

const names = [...new Set(allTools.map(({ name }) => name))]

test.each(names)('%s', async (name) => {
  const [described] = describeTools(allTools.filter((tool) => tool.name === name).slice(0, 1), 'key')
  const fields = Object.entries(schemaSchema.parse(described?.inputSchema).properties)
  const mostlyRight = (schema: Schema) => fc.oneof({ weight: 6, arbitrary: fitting(schema) }, { weight: 1, arbitrary: value() })
  const input = fc.record(Object.fromEntries(fields.map(([field, schema]) => [field, mostlyRight(schema)])), {
    requiredKeys: described?.inputSchema.required ?? [],
  })
  await fc.assert(
    fc.asyncProperty(input, fc.boolean(), async (given, asRun) => {
      const answer = await answerOf(() => (asRun ? agent : key).callTool({ name, arguments: given }))
      expect(answer).not.toMatch(/internal_error|-32603/)
    }),
    { numRuns: 25 },
  )
})

test('resources, prompts and completions', async () => {
  const uri = fc.oneof(
    text().map((word) => `dispatch://issues/${word}`),
    text().map((word) => `dispatch://issues/${known[1]}${word}`),
    text(),
  )
  await fc.assert(
    fc.asyncProperty(uri, text(), fc.boolean(), async (address, word, asRun) => {
      const client = asRun ? agent : key
      const ref = { type: 'ref/prompt' as const, name: 'investigate' }
      const answers = await Promise.all([
        answerOf(() => client.readResource({ uri: address })),
        answerOf(() => client.listResources({ cursor: word })),
        answerOf(() => key.getPrompt({ name: 'implement', arguments: { issue: word, instructions: word } })),
        answerOf(() => key.complete({ ref, argument: { name: 'issue', value: word } })),
      ])
      expect(answers.join('\n')).not.toMatch(/internal_error|-32603|Something failed/)
    }),
    { numRuns: 60 },
  )
})

async function answerOf(ask: () => Promise<unknown>): Promise<string> {
  try {
    return JSON.stringify(await ask())
  } catch (error) {
    return String(error)
  }
}
