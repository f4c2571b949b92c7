import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterEach, expect, test } from 'vitest'
import { smtpSender } from './smtp.ts'

const servers: SMTPServer[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise<void>((resolve) => server.close(() => resolve()))
})

async function listen(options: SMTPServerOptions = {}) {
  const got: { from: string; to: string[]; raw: string }[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        got.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString('utf8'),
        })
        done()
      })
    },
    ...options,
  })
  server.on('error', () => {})
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { got, port: (server.server.address() as AddressInfo).port }
}

const from = 'Dispatch <dispatch@example.com>'
const mail = {
  to: ['ada@example.com', 'grace@example.com'],
  subject: '[D-1] Plan to review: Bär',
  text: 'The plan waits.',
  html: '<p>The plan waits.</p>',
  messageId: 'msg_1',
}
const { signal } = new AbortController()

test('a mail arrives with text, HTML, and an id that repeats with the message', async () => {
  const { got, port } = await listen()
  const send = smtpSender({ url: `smtp://127.0.0.1:${port}`, from })
  expect(await send(mail, signal)).toMatchObject({ ok: true, response: expect.stringContaining('250') })
  expect(got).toMatchObject([{ from: 'dispatch@example.com', to: ['ada@example.com', 'grace@example.com'] }])
  const [{ raw } = { raw: '' }] = got
  expect(raw).toContain('Message-ID: <msg_1@example.com>')
  expect(raw).toContain('Auto-Submitted: auto-generated')
  expect(raw).toContain('multipart/alternative')
  expect(raw).toMatch(/Subject: =\?UTF-8\?/)
})

test('an address that pretends to be two is one', async () => {
  const { got, port } = await listen()
  await smtpSender({ url: `smtp://127.0.0.1:${port}`, from })({ ...mail, to: ['ada@example.com, eve@example.com'] }, signal)
  expect(got.flatMap(({ to }) => to)).not.toContain('eve@example.com')
})

test('a refused recipient is final, a server that is away is not', async () => {
  const { port } = await listen({
    onRcptTo: (_address, _session, done) => done(Object.assign(new Error('no such user'), { responseCode: 550 })),
  })
  expect(await smtpSender({ url: `smtp://127.0.0.1:${port}`, from })(mail, signal)).toEqual({
    ok: false,
    isFinal: true,
    code: 'recipient_refused',
    detail: 'the mail server refused the recipients (550)',
  })
  const away = await listen()
  await new Promise<void>((resolve) => servers.pop()?.close(() => resolve()))
  expect(await smtpSender({ url: `smtp://127.0.0.1:${away.port}`, from })(mail, signal)).toMatchObject({
    ok: false,
    isFinal: false,
    code: 'mail_unreachable',
  })
})

test('a wrong password is told without the password', async () => {
  const { port } = await listen({ authOptional: false, onAuth: (_auth, _session, done) => done(new Error('no')) })
  const result = await smtpSender({ url: `smtp://user:hunter22@127.0.0.1:${port}`, from })(mail, signal)
  expect(result).toMatchObject({ ok: false, code: 'mail_login_refused' })
  expect(JSON.stringify(result)).not.toContain('hunter22')
})
