// A workspace with a receiver on this machine that remembers what it got, and hands that send to it.
//
//   const kit = await testOutbound(); …; await kit.close()
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sql } from 'kysely'
import { createIssue } from '#src/issues/create-issue.ts'
import { createWebhook } from '#src/outbound/create-webhook.ts'
import { fanOutAll } from '#src/outbound/fan-out.ts'
import type { Mail, MailResult, OutboundPorts } from '#src/outbound/ports.ts'
import { readOutboundDeliveries } from '#src/outbound/read-outbound-deliveries.ts'
import { readWebhook } from '#src/outbound/read-webhooks.ts'
import { outboundRoutes } from '#src/outbound/routes.ts'
import { type CreatedWebhook, createWebhookSchema, type OutboundDelivery, type Webhook } from '#src/outbound/schemas.ts'
import { Sender, type SenderOptions } from '#src/outbound/sender.ts'
import { type App, createApi } from '#src/platform/http/app.ts'
import { createRedactor } from '#src/runs/domain/redact.ts'
import { request, type TestRuntime, type TestWorkspace } from '#test/runtime.ts'
import { seededWorkspace, testTracker } from '#test/tracker.ts'

export interface Received {
  path: string
  headers: IncomingHttpHeaders
  body: string
  at: number
}

export interface Receiver {
  origin: string
  got: Received[]
  /** What the next answers are: a status, or a function that answers itself. Default 204. */
  answer: (request: Received, response: ServerResponse) => void
  close(): Promise<void>
}

const accept: Receiver['answer'] = (_request, response) => response.writeHead(204).end()

export async function startReceiver(address = '127.0.0.1'): Promise<Receiver> {
  const receiver: Receiver = {
    origin: '',
    got: [],
    answer: accept,
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const { url = '', headers } = incoming
      const received = { path: url, headers, body: Buffer.concat(chunks).toString('utf8'), at: performance.now() }
      receiver.got.push(received)
      receiver.answer(received, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, address, resolve))
  receiver.origin = `http://${address}:${(server.address() as AddressInfo).port}`
  return receiver
}

export interface OutboundKit {
  runtime: TestRuntime
  workspace: TestWorkspace
  ports: OutboundPorts
  receiver: Receiver
  sender: Sender
  mails: Mail[]
  api: App
  /** Another workspace, and nothing that waits from before: retries of earlier tests must not arrive in later ones. */
  fresh(): Promise<void>
  /** Reads the log to its end and sends what is due. */
  flush(): Promise<void>
  /** As if the time of the next retry had come. */
  makeDue(): Promise<void>
  newSender(options?: SenderOptions): Sender
  /** A webhook of this receiver, unless told otherwise. */
  subscribe(input?: object): Promise<CreatedWebhook>
  file(title?: string): Promise<{ id: string; identifier: string }>
  /** The webhook as the API shows it. */
  read(id: string): Promise<Webhook>
  /** Its newest message. */
  newest(id: string): Promise<OutboundDelivery>
  call(method: string, path: string, body?: unknown): Promise<{ status: number; body: never }>
  close(): Promise<void>
}

export async function testOutbound(change: Partial<OutboundPorts> = {}): Promise<OutboundKit> {
  const { runtime, workspace } = await testTracker({ environment: { OUTBOUND_ALLOW: '127.0.0.0/8,receiver.test' } })
  const receiver = await startReceiver()
  const mails: Mail[] = []
  const redactor = createRedactor(['the-secret-of-this-installation'])
  const ports: OutboundPorts = {
    resolve: async () => ['127.0.0.1'],
    sendMail: async (mail): Promise<MailResult> => {
      mails.push(mail)
      return { ok: true, response: '250 queued' }
    },
    slackApi: receiver.origin,
    userAgent: 'Dispatch/test',
    random: () => 0.5,
    scrub: (text) => redactor.text(text),
    scrubValue: (value) => redactor.value(value),
    publicUrl: (path) => `https://dispatch.test${path}`,
    ...change,
  }
  const senders: Sender[] = []
  const newSender = (options?: SenderOptions) => {
    const sender = new Sender(runtime, ports, options)
    senders.push(sender)
    return sender
  }
  const sender = newSender()
  const api = createApi(runtime, [outboundRoutes(ports, () => {})])
  const kit: OutboundKit = {
    runtime,
    workspace,
    ports,
    receiver,
    sender,
    mails,
    api,
    newSender,
    fresh: async () => {
      await sql`delete from dispatch_outbound_delivery`.execute(runtime.database.kysely)
      Object.assign(receiver, { answer: accept })
      receiver.got.length = 0
      mails.length = 0
      kit.workspace = await seededWorkspace(runtime)
    },
    flush: async () => {
      await fanOutAll(runtime, ports, new AbortController().signal)
      await sender.settle()
    },
    makeDue: async () => {
      await sql`update dispatch_outbound_delivery set next_attempt_at = clock_timestamp() where state = 'pending' and workspace_id = ${kit.workspace.id}`.execute(
        runtime.database.kysely,
      )
    },
    subscribe: (input = {}) =>
      createWebhook(
        kit.workspace.person(),
        ports,
        createWebhookSchema.parse({ name: 'Receiver', url: `${receiver.origin}/hook`, ...input }),
      ),
    file: (title = 'The basket is empty') => createIssue(kit.workspace.person(), { title }),
    read: (id) => readWebhook(kit.workspace.person(), id),
    newest: async (id) => {
      const { items } = await readOutboundDeliveries(kit.workspace.person(), id, { limit: 1 })
      if (!items[0]) throw new Error(`nothing was sent to ${id}`)
      return items[0]
    },
    call: async (method, path, body) => {
      const response = await request(api, { method, path, key: kit.workspace.adminKey, ...(body !== undefined && { body }) })
      return { status: response.status, body: (await response.json().catch(() => null)) as never }
    },
    close: async () => {
      await receiver.close()
      for (const each of senders) await each.stop()
      await runtime.close()
    },
  }
  return kit
}
