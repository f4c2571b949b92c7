// Bad input on every route that the server describes: the right problem, never a 500, never a hang.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Attempt, findWronglyAnswered } from './kit/attempts.ts'
import { type BareRemote, bareRemote } from './kit/bare-remote.ts'
import { type Dispatch, showLogsOfFailures, startDispatch } from './kit/dispatch.ts'
import {
  brokenIds,
  brokenJson,
  brokenQueryValues,
  deepJson,
  evilNumbers,
  evilTexts,
  forgedCookies,
  forgedSignatures,
  oddPaths,
  otherContentTypes,
  unknownIds,
} from './kit/hostile-values.ts'
import { listOperations, type Operation, pathWith } from './kit/operations.ts'
import { processed } from './kit/story.ts'
import { makeWorld, spoiled, validBodies, type World } from './kit/valid-bodies.ts'
import { waitFor } from './kit/wait-for.ts'
import { sendSentryIssue, signedAs, webhookSecrets } from './kit/webhooks.ts'

let dispatch: Dispatch
let remote: BareRemote
let operations: Operation[]
let bodies: Record<string, object>
let world: World

beforeAll(async () => {
  remote = bareRemote()
  dispatch = await startDispatch({ environment: webhookSecrets })
  operations = await listOperations(dispatch)
  world = await makeWorld(dispatch, remote.url)
  bodies = validBodies(world)
})
afterAll(async () => {
  await dispatch?.stop()
  remote?.remove()
})
showLogsOfFailures(() => dispatch)

const json = { 'content-type': 'application/json' }
const authorized = () => ({ authorization: `Bearer ${dispatch.apiKey}` })
/** An agent's own webhook is signed: see there. MCP answers in the shapes of JSON-RPC: see its own tests. */
const otherwise = ['/api/mcp/webhook/{id}', '/api/mcp']
const withBodies = () => operations.filter(({ hasBody, path }) => hasBody && !otherwise.includes(path))
/** An id of the right kind, so that a bad body reaches the place where it could do harm. */
const livePath = (operation: Operation) =>
  pathWith(
    operation,
    operation.path.startsWith('/api/issues')
      ? world.issueId
      : operation.path.startsWith('/api/statuses')
        ? world.statusId
        : operation.path.startsWith('/api/labels')
          ? world.labelId
          : operation.path.startsWith('/api/agents')
            ? world.agentId
            : 'unknown',
  )

function withBody(operation: Operation, body: string | Uint8Array, headers: Record<string, string> = json): Attempt['request'] {
  return { method: operation.method, path: livePath(operation), headers: { ...headers, ...authorized() }, body }
}

test('every route that takes a body is tried with one', () => {
  expect(
    withBodies()
      .filter(({ name }) => !bodies[name])
      .map(({ name }) => name),
  ).toEqual([])
})

test('malformed JSON is refused as such', async () => {
  const attempts = withBodies().flatMap((operation) =>
    brokenJson.map(
      (text): Attempt => ({
        what: `${operation.name} ${JSON.stringify(text)}`,
        request: withBody(operation, text),
        expect: [400],
        code: 'malformed_json',
      }),
    ),
  )
  expect(await findWronglyAnswered(dispatch, attempts)).toEqual([])
})

test('a body that does not say that it is JSON is refused', async () => {
  const attempts = withBodies().flatMap((operation) =>
    otherContentTypes.map(
      (type): Attempt => ({
        what: `${operation.name} ${type}`,
        request: withBody(operation, '{}', { 'content-type': type }),
        expect: [415],
        code: 'not_json',
      }),
    ),
  )
  expect(await findWronglyAnswered(dispatch, attempts)).toEqual([])
})

test('a body of 20 MB is refused without being read to its end', async () => {
  const huge = Buffer.alloc(20 * 1_048_576, 0x20)
  const attempts = operations
    .filter((operation) => operation.hasBody || operation.isWebhook)
    .map((operation): Attempt => ({ what: operation.name, request: withBody(operation, huge), expect: [413], code: 'too_large' }))
  expect(await findWronglyAnswered(dispatch, attempts, 2)).toEqual([])
})

const isRefusal = (status: number) => status >= 400 && status < 500
const isNoFailure = (status: number) => status < 500

test('values of the wrong type are refused', async () => {
  const wholes = ['null', '7', '"text"', '[]', '[{}]', 'true']
  const attempts = withBodies().flatMap((operation): Attempt[] => [
    ...wholes.map((text) => ({ what: `${operation.name} ${text}`, request: withBody(operation, text), expect: isRefusal })),
    ...spoiled(bodies[operation.name], () => [{ wrong: [1] }]).map(({ where, body }) => ({
      what: `${operation.name} ${where}`,
      request: withBody(operation, JSON.stringify(body)),
      expect: isRefusal,
    })),
  ])
  expect(await findWronglyAnswered(dispatch, attempts)).toEqual([])
})

function evilInsteadOf(leaf: unknown): unknown[] {
  if (typeof leaf === 'string') return evilTexts
  return typeof leaf === 'number' ? evilNumbers : [null, 'true', 0, []]
}

test('hostile values of the right type never break anything', async () => {
  const attempts = (wanted: Operation[]) =>
    wanted.flatMap((operation) =>
      spoiled(bodies[operation.name], evilInsteadOf).map(
        ({ where, body }): Attempt => ({
          what: `${operation.name} ${where} ${JSON.stringify(body).slice(0, 200)}`,
          request: withBody(operation, JSON.stringify(body)),
          expect: isNoFailure,
        }),
      ),
    )
  // A guess at a password costs a quarter of a second of work, on purpose: one at a time.
  const isGuess = ({ path }: Operation) => /\/auth\/(login|confirm)$/.test(path)
  const [guesses, others] = [withBodies().filter(isGuess), withBodies().filter((operation) => !isGuess(operation))]
  expect(await findWronglyAnswered(dispatch, attempts(guesses), 1)).toEqual([])
  expect(await findWronglyAnswered(dispatch, attempts(others))).toEqual([])
})

test('deep and polluted JSON never breaks anything', async () => {
  const attempts = withBodies().flatMap((operation) =>
    deepJson.map(
      (text): Attempt => ({
        what: `${operation.name} ${text.slice(0, 30)}`,
        request: withBody(operation, text),
        expect: isNoFailure,
      }),
    ),
  )
  expect(await findWronglyAnswered(dispatch, attempts)).toEqual([])
})

/** Nobody but people has an inbox: a key is refused before anything is looked up. */
const isForPeople = (path: string) => path.startsWith('/api/inbox')

test('unknown ids are not found', async () => {
  const attempts = operations
    .filter(({ path, isWebhook }) => path.includes('{') && !isWebhook && !isForPeople(path))
    .flatMap((operation) =>
      unknownIds.map(
        (id): Attempt => ({
          what: `${operation.name} ${id.slice(0, 40)}`,
          request: {
            method: operation.method,
            path: pathWith(operation, id),
            headers: { ...authorized(), ...json },
            ...(operation.hasBody && { body: JSON.stringify(bodies[operation.name]) }),
          },
          expect: [404],
          code: 'not_found',
        }),
      ),
    )
  expect(await findWronglyAnswered(dispatch, attempts)).toEqual([])
})

test('ids that are no ids never break anything', async () => {
  const raw = [...operations, ...streams()].filter(({ path }) => path.includes('{'))
  const attempts = raw.flatMap((operation) =>
    brokenIds.map(
      (id): Attempt => ({
        what: `${operation.name} ${id.slice(0, 40)}`,
        request: {
          method: operation.method,
          path: pathWith(operation, id),
          headers: { ...authorized(), ...json },
          ...(operation.hasBody && { body: JSON.stringify(bodies[operation.name]) }),
        },
        expect: isRefusal,
      }),
    ),
  )
  expect(await findWronglyAnswered(dispatch, attempts)).toEqual([])
})

/** Served beside the described routes. */
function streams(): Operation[] {
  const read = { method: 'GET', hasBody: false, query: [], isWebhook: false }
  return ['/api/runs/{id}/stream', '/api/board/stream'].map((path) => ({ ...read, path, name: `GET ${path}` }))
}

test('odd addresses never break anything', async () => {
  const attempts = oddPaths.flatMap((path) =>
    ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PROPFIND'].map(
      (method): Attempt => ({
        what: `${method} ${path.slice(0, 60)}`,
        request: { method, path, headers: {} },
        expect: isNoFailure,
      }),
    ),
  )
  expect(await findWronglyAnswered(dispatch, attempts)).toEqual([])
})

test('garbage in the query is refused or ignored', async () => {
  const reads = operations.filter(({ query }) => query.length > 0)
  const attempts = reads.flatMap((operation) =>
    operation.query.flatMap((name) =>
      brokenQueryValues.map(
        (value): Attempt => ({
          what: `${operation.name} ${name}=${value.slice(0, 40)}`,
          request: {
            method: operation.method,
            path: `${livePath(operation)}?${name}=${value}&${name}=again`,
            headers: authorized(),
          },
          expect: isNoFailure,
        }),
      ),
    ),
  )
  expect(await findWronglyAnswered(dispatch, attempts)).toEqual([])
})

test('a wrong method is told which ones are right', async () => {
  const byPath = Map.groupBy(
    operations.filter(({ path }) => !isForPeople(path)),
    ({ path }) => path,
  )
  /** `/api/deliveries/replay` is read as the delivery of that id, of which there is none. */
  const isReadAsId = (method: string, path: string) =>
    operations.some(
      (other) => other.method === method && new RegExp(`^${other.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path),
    )
  const attempts = [...byPath].flatMap(([path, known]) =>
    ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
      .filter((method) => !known.some((operation) => operation.method === method) && !isReadAsId(method, path))
      .map(
        (method): Attempt => ({
          what: `${method} ${path}`,
          request: {
            method,
            path: path.replaceAll(/\{\w+\}/g, 'unknown'),
            headers: { ...authorized(), ...json },
            ...(method !== 'GET' && { body: '{}' }),
          },
          expect: [405],
          code: 'method_not_allowed',
        }),
      ),
  )
  expect(await findWronglyAnswered(dispatch, attempts)).toEqual([])
  const answer = await dispatch.api.call('PUT', '/api/issues', {})
  expect(answer.headers.get('allow')?.split(', ').sort()).toEqual(['GET', 'HEAD', 'PATCH', 'POST'])
})

/** Answer without knowing the caller, or know him by other means. */
const isOpen = ({ path, isWebhook }: Operation) =>
  isWebhook || entrances.test(path) || /^\/api\/(health|ready|openapi\.json|docs)$/.test(path)
const entrances = /^\/api\/auth\/(login|link|logout|methods|invitation(\/accept)?|reset|github(\/callback)?)$/

test('without a valid key or cookie nothing is said and nothing is done', async () => {
  const disguises: Record<string, string>[] = [
    {},
    ...forgedCookies.map((cookie) => ({ cookie, origin: dispatch.origin })),
    ...[
      'Bearer',
      'Bearer ',
      'Bearer x',
      'Basic YTpi',
      `Bearer dsp_${'a'.repeat(32)}`,
      `Bearer ${'a'.repeat(5_000)}`,
      'Bearer \u00e9',
    ].map((authorization) => ({ authorization })),
  ]
  const attempts = [...operations, ...streams()]
    .filter((operation) => !isOpen(operation))
    .flatMap((operation) =>
      disguises.map(
        (headers): Attempt => ({
          what: `${operation.name} ${JSON.stringify(headers).slice(0, 80)}`,
          request: {
            method: operation.method,
            path: livePath(operation),
            headers: { ...json, ...headers },
            ...(operation.hasBody && { body: JSON.stringify(bodies[operation.name] ?? {}) }),
          },
          expect: [401],
        }),
      ),
    )
  expect(await findWronglyAnswered(dispatch, attempts)).toEqual([])
})

test('a webhook without the right signature stores nothing', async () => {
  const vendors: { path: string; header: string; others: Record<string, string> }[] = [
    {
      path: '/api/sentry/webhook',
      header: 'sentry-hook-signature',
      others: { 'sentry-hook-resource': 'issue', 'request-id': 'r-1' },
    },
    {
      path: '/api/github/webhook',
      header: 'x-hub-signature-256',
      others: { 'x-github-event': 'push', 'x-github-delivery': 'd-1' },
    },
  ]
  const attempts = vendors.flatMap(({ path, header, others }) =>
    [undefined, ...forgedSignatures].map(
      (signature): Attempt => ({
        what: `${path} ${String(signature).slice(0, 40)}`,
        request: {
          method: 'POST',
          path,
          body: '{"action":"created"}',
          headers: { ...json, ...others, ...(signature !== undefined && { [header]: signature }) },
        },
        expect: [401],
        code: 'invalid_signature',
      }),
    ),
  )
  expect(await findWronglyAnswered(dispatch, attempts)).toEqual([])
  expect((await dispatch.api.get<{ items: unknown[] }>('/api/deliveries')).items).toEqual([])
})

test('signed bodies that make no sense are kept, and end where a person can see them', async () => {
  const bodies = [
    ...brokenJson,
    ...deepJson,
    '',
    'null',
    '[]',
    '{"action":{}}',
    '{"action":"created","data":{"issue":{"id":{"a":1}}}}',
  ]
  const signed = bodies.flatMap((body) => [signedAs('sentry', body), signedAs('github', body)])
  const attempts = signed.map(
    ({ path, body, headers }): Attempt => ({
      what: `${path} ${body.slice(0, 40)}`,
      request: { method: 'POST', path, headers, body },
      expect: [202, 200],
    }),
  )
  expect(await findWronglyAnswered(dispatch, attempts)).toEqual([])
  const settled = await waitFor(
    async () => {
      const { items } = await dispatch.api.get<{ items: { state: string }[] }>('/api/deliveries?limit=200')
      return items.every(({ state }) => state !== 'received' && state !== 'failed') && items
    },
    { what: 'every delivery to be decided about', timeoutMs: 60_000 },
  )
  expect(settled.length).toBeGreaterThanOrEqual(2 * new Set(bodies).size - 2)
})

test('strange text in a signed error makes an issue that can be read', async () => {
  const title = 'Bad \u0000 \ud800 \u202e \u001b[31m text'
  const { issue } = await processed(
    dispatch,
    await sendSentryIssue(dispatch, 'issue-created', { id: '77001', title, culprit: title }),
  )
  const { body } = await dispatch.api.call<{ title: string }>('GET', `/api/issues/${issue?.id}`)
  expect(body.title).toContain('text')
  expect(body.title).not.toMatch(/[\p{Cc}\u202e\ufffe]/u)
})

test('after all this the server works, and no request has failed on its side', async () => {
  const { id } = await dispatch.api.post<{ id: string }>('/api/issues', { title: 'Still here' })
  expect(await dispatch.api.get(`/api/issues/${id}`)).toMatchObject({ title: 'Still here' })
  expect(
    dispatch
      .logs()
      .split('\n')
      .filter((line) => line.includes('request.failed')),
  ).toEqual([])
})
