import { expect, test } from 'vitest'
import { OpenAiEmbedder } from './openai-embedder.ts'

const documents = [
  { title: 'one', description: 'first' },
  { title: 'two', description: '' },
]
const vector = (value: number) => Array.from({ length: 1536 }, () => value)

function embedder(answer: (request: Request) => Response | Promise<Response>, timeoutMs = 1000) {
  const requests: Request[] = []
  const fetchFrom: typeof fetch = async (input, init) => {
    const request = new Request(input, init)
    requests.push(request.clone())
    return answer(request)
  }
  const options = { apiKey: 'sk-test', baseUrl: 'http://openai.test/v1', fetch: fetchFrom }
  return { requests, it: new OpenAiEmbedder({ ...options, documentsTimeoutMs: timeoutMs, queryTimeoutMs: timeoutMs }) }
}

test('asks for all texts at once and puts the answers in their order', async () => {
  const { it, requests } = embedder(() => Response.json({ data: [1, 0].map((index) => ({ index, embedding: vector(index) })) }))
  const vectors = await it.embedDocuments(documents)
  expect(vectors.map((values) => values[0])).toEqual([0, 1])
  const [request] = requests
  expect(request?.url).toBe('http://openai.test/v1/embeddings')
  expect(request?.headers.get('authorization')).toBe('Bearer sk-test')
  expect(await request?.json()).toEqual({
    model: 'text-embedding-3-small',
    input: ['one\n\nfirst', 'two'],
    encoding_format: 'float',
  })
})

test.each([
  [400, 'embedding_rejected'],
  [401, 'embedding_unauthorized'],
  [429, 'embedding_unavailable'],
  [500, 'embedding_unavailable'],
])('HTTP %i is %s, and the key is in no message', async (status, code) => {
  const { it } = embedder(() => new Response('sk-test is wrong', { status }))
  const error = await it.embedQuery('x').catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code, status: 502 })
  expect(JSON.stringify(error)).not.toContain('sk-test')
})

test.each([
  ['no JSON', () => new Response('<html>')],
  ['another shape', () => Response.json({ vectors: [] })],
  ['vectors of another length', () => Response.json({ data: [{ index: 0, embedding: [1, 2] }] })],
  ['too few vectors', () => Response.json({ data: [] })],
])('%s is an upstream failure', async (_, answer) => {
  await expect(embedder(answer).it.embedQuery('x')).rejects.toMatchObject({ status: 502 })
})

test('a server that never answers is given up', async () => {
  const never = (request: Request) =>
    new Promise<Response>((_, reject) => request.signal.addEventListener('abort', () => reject(request.signal.reason)))
  await expect(embedder(never, 20).it.embedQuery('x')).rejects.toMatchObject({
    code: 'embedding_unreachable',
    detail: 'The embeddings API gave no answer in time.',
  })
})

test('more than a hundred texts go in several requests', async () => {
  const { it, requests } = embedder(async (request) => {
    const { input } = await request.json()
    return Response.json({ data: input.map((_: string, index: number) => ({ index, embedding: vector(index) })) })
  })
  expect(await it.embedDocuments(Array.from({ length: 150 }, () => documents[0] ?? { title: '', description: '' }))).toHaveLength(
    150,
  )
  expect(requests).toHaveLength(2)
})
