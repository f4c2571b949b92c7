import { performance } from 'node:perf_hooks'
import { afterAll, expect, test } from 'vitest'
import { LocalEmbedder } from './local-embedder.ts'

const embedder = new LocalEmbedder()
afterAll(() => embedder.close())

const similarity = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0)

test('the thread starts with the first text and ends with close', async () => {
  const own = new LocalEmbedder()
  expect(own.isLoaded).toBe(false)
  expect(await own.embedQuery('login fails')).toHaveLength(512)
  expect(own.isLoaded).toBe(true)
  await own.close()
  expect(own.isLoaded).toBe(false)
  expect(await own.embedQuery('login fails')).toHaveLength(512)
  await own.close()
})

test('a reworded text is nearer than a stranger, and vectors have unit length', async () => {
  const [twin, stranger] = await embedder.embedDocuments([
    { title: 'Sign-in broken for people who reset their password', description: 'They see an error.' },
    { title: 'Invoice PDF shows wrong VAT', description: 'They see an error.' },
  ])
  const query = await embedder.embedQuery('Users cannot log in after password reset')
  if (!twin || !stranger || !query) throw new Error('no vector')
  expect(similarity(query, twin)).toBeGreaterThan(similarity(query, stranger) + 0.3)
  expect(Math.hypot(...twin)).toBeCloseTo(1, 5)
})

test('texts that the model cannot read have no vector instead of all the same one', async () => {
  expect(await embedder.embedQuery('登录失败')).toBeNull()
  expect(
    (
      await embedder.embedDocuments([
        { title: '登录失败', description: '' },
        { title: 'Login', description: '' },
        { title: '500', description: 'The server answers with an error' },
      ])
    ).map((vector) => vector?.length ?? null),
  ).toEqual([null, 512, 512])
})

test('odd texts neither fail nor hang', async () => {
  const titles = ['a\u0000b', 'x\ud800y', 'x'.repeat(100_000), '<s>[SEP]▁▁a', 'ﷺ a', '\u202ea\u202c']
  const vectors = await embedder.embedDocuments(titles.map((title) => ({ title, description: '' })))
  expect(vectors.filter((vector) => vector?.every(Number.isFinite))).toHaveLength(titles.length)
})

test('a search text overtakes waiting documents', async () => {
  const order: string[] = []
  const documents = Array.from({ length: 40 }, (_, index) => ({
    title: `Document number ${index} about something`,
    description: '',
  }))
  const all = embedder.embedDocuments(documents).then(() => order.push('documents'))
  await embedder.embedQuery('something').then(() => order.push('query'))
  await all
  expect(order).toEqual(['query', 'documents'])
})

test('the event loop stays free while texts are embedded', async () => {
  await embedder.embedQuery('the thread is up')
  const before = performance.eventLoopUtilization()
  const documents = Array.from({ length: 30 }, (_, index) => ({ title: `Some issue ${index}`, description: 'word '.repeat(200) }))
  await embedder.embedDocuments(documents)
  expect(performance.eventLoopUtilization(before).utilization).toBeLessThan(0.5)
})

test('an aborted request is not computed', async () => {
  const busy = embedder.embedDocuments([{ title: 'busy', description: '' }])
  const aborted = embedder.embedQuery('nobody waits', AbortSignal.abort())
  await expect(aborted).rejects.toMatchObject({ code: 'embedding_aborted' })
  await busy
})

const thread = (source: string) => new URL(`data:text/javascript,${encodeURIComponent(source)}`)

test('a thread that dies fails its text, and the next text gets a new thread', async () => {
  const dying = new LocalEmbedder({
    threadUrl: thread("import{parentPort}from'node:worker_threads';parentPort.on('message',()=>process.exit(3))"),
  })
  await expect(dying.embedQuery('one')).rejects.toMatchObject({ code: 'embedder_failed', status: 503 })
  await expect(dying.embedQuery('two')).rejects.toMatchObject({ code: 'embedder_failed' })
  await dying.close()
})

test('a thread that hangs is given up', async () => {
  const hanging = new LocalEmbedder({
    timeoutMs: 100,
    threadUrl: thread("import{parentPort}from'node:worker_threads';parentPort.on('message',()=>{for(;;);})"),
  })
  await expect(hanging.embedQuery('one')).rejects.toMatchObject({ code: 'embedder_failed' })
  await hanging.close()
})

test('an idle thread ends by itself', async () => {
  const idle = new LocalEmbedder({ idleMs: 20 })
  await idle.embedQuery('one')
  await expect.poll(() => idle.isLoaded).toBe(false)
})
