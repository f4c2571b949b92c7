// The simulated agent's hands: Dispatch's own MCP tools through the official client, and git in its checkout.
import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { z } from 'zod'
import type { PlannedEdit, SourceFile } from './edit.ts'
import type { Line, Order } from './protocol.ts'

const run = promisify(execFile)
const contentSchema = z.array(z.looseObject({ type: z.string(), text: z.string().optional() })).catch([])
const filesMax = 200

/** Everything that a scenario can do; each step is printed as an agent would print it. */
export interface Hands {
  say(text: string): Promise<void>
  think(text: string): Promise<void>
  /** Calls a tool of Dispatch; the answer as text. */
  call(tool: string, input?: Record<string, unknown>): Promise<string>
  readFiles(): Promise<SourceFile[]>
  write(edit: PlannedEdit): Promise<void>
  commit(message: string): Promise<void>
  print(line: Line): void
  turns(): number
  close(): Promise<void>
}

/** Connects to Dispatch. Each step waits for the order's pace, so that a person can follow. */
export async function takeHands(order: Order): Promise<Hands> {
  const client = new Client({ name: 'dispatch-simulator', version: '1.0.0' })
  await client.connect(
    new StreamableHTTPClientTransport(new URL(order.mcp.url), {
      requestInit: { headers: { authorization: `Bearer ${order.mcp.token}` } },
    }),
  )
  let count = 0
  const pace = () => new Promise<void>((resolve) => setTimeout(resolve, order.paceMs))
  const print = (line: Line) => void process.stdout.write(`${JSON.stringify(line)}\n`)
  const step = async (name: string, input: unknown, act: () => Promise<{ text: string; isError: boolean }>) => {
    await pace()
    const toolId = `tool_${++count}`
    print({ kind: 'tool_call', toolId, name, input, parentToolId: null })
    const result = await act().catch((error: unknown) => ({ text: String(error), isError: true }))
    print({ kind: 'tool_result', toolId, ...result })
    return result.text
  }
  return {
    print,
    turns: () => count,
    close: () => client.close(),
    async say(text) {
      await pace()
      print({ kind: 'text', text, parentToolId: null })
    },
    async think(text) {
      await pace()
      print({ kind: 'thinking', text, parentToolId: null })
    },
    call: (tool, input = {}) =>
      step(`mcp__dispatch__${tool}`, input, async () => {
        const result = await client.callTool({ name: tool, arguments: input })
        const text = contentSchema
          .parse(result.content)
          .map((part) => part.text ?? '')
          .join('\n')
        return { text, isError: result.isError === true }
      }),
    async readFiles() {
      const { stdout } = await run('git', ['ls-files', '-z'])
      const paths = stdout.split('\0').filter(Boolean).slice(0, filesMax)
      await step('Glob', { pattern: '**/*' }, async () => ({ text: paths.join('\n'), isError: false }))
      return Promise.all(paths.map(async (path) => ({ path, content: await readFile(path, 'utf8').catch(() => '') })))
    },
    async write({ path, content }) {
      await step('Write', { file_path: path, content }, async () => {
        await mkdir(dirname(path), { recursive: true })
        await writeFile(path, content)
        return { text: `Wrote ${path}.`, isError: false }
      })
    },
    async commit(message) {
      await step('Bash', { command: `git add -A && git commit -m ${JSON.stringify(message)}` }, async () => {
        await run('git', ['add', '-A'])
        const { stdout } = await run('git', ['commit', '--quiet', '--allow-empty-message', '-m', message])
        return { text: stdout || 'Committed.', isError: false }
      })
    },
  }
}
