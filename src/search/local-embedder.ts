// The shipped encoder (Universal Sentence Encoder lite): no key, no network. Its thread starts with the first text and ends
// when it has been idle, which gives back most of its 200 MB.
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { Unavailable } from '../platform/errors.ts'
import type { Document } from './domain/document.ts'
import { isLatin } from './domain/language.ts'
import type { Embedder, Vector } from './embedder.ts'
import type { Reply } from './local-embedder-protocol.ts'

interface Task {
  texts: string[]
  signal: AbortSignal | undefined
  resolve(vectors: number[][]): void
  reject(error: Error): void
}

export interface LocalEmbedderOptions {
  /** How long the thread is kept without work. */
  idleMs?: number
  /** How long one portion may take, the start of the thread included, before the thread counts as broken. */
  timeoutMs?: number
  /** Started as the thread; tests of failures pass another one. */
  threadUrl?: URL
}

// A URL is no import: nothing rewrites its extension when the sources are compiled.
const defaultThreadUrl = new URL(`./local-embedder-thread${extname(import.meta.url)}`, import.meta.url)

const resourceLimits = { maxOldGenerationSizeMb: 160, maxYoungGenerationSizeMb: 8 }
/** Texts in one message: a search text waits for at most one portion of documents, 10 to 30 ms a text. */
const portionSize = 1
/** The encoder reads the first 128 pieces of a text, and its time grows with them. */
const maxTitleLength = 500
const maxDescriptionLength = 400
/** Someone waits for a search text; a longer one is a pasted trace, which words find. */
const maxQueryLength = 160
// The title says what an issue is about; descriptions of errors share so many words that they make strangers alike. Measured
// on the labelled set of bench/: recall by meaning alone is best at 0.3 to 0.4; with the title alone paraphrases are lost.
const descriptionWeight = 0.3

export class LocalEmbedder implements Embedder {
  readonly model = 'energetic-512'
  readonly #options: Required<LocalEmbedderOptions>
  readonly #urgent: Task[] = []
  readonly #queue: Task[] = []
  #worker: Worker | undefined
  #running: { id: number; task: Task; timer: NodeJS.Timeout } | undefined
  #idle: NodeJS.Timeout | undefined
  #nextId = 1

  constructor({ idleMs = 300_000, timeoutMs = 30_000, threadUrl = defaultThreadUrl }: LocalEmbedderOptions = {}) {
    this.#options = { idleMs, timeoutMs, threadUrl }
  }

  /** Whether the thread is up: for memory reports and tests. */
  get isLoaded(): boolean {
    return this.#worker !== undefined
  }

  async embedDocuments(documents: readonly Document[], signal?: AbortSignal): Promise<(Vector | null)[]> {
    const parts = documents.map(({ title, description }) => ({
      title: readable(title, maxTitleLength),
      description: readable(description, maxDescriptionLength),
    }))
    const texts = parts.flatMap(({ title, description }) => [title, description].filter((text) => text !== null))
    const vectors = (await this.#inPortions(texts, signal)).values()
    const next = (text: string | null) => (text === null ? null : (vectors.next().value ?? null))
    return parts.map(({ title, description }) => mix(next(title), next(description)))
  }

  async embedQuery(text: string, signal?: AbortSignal): Promise<Vector | null> {
    const known = readable(text, maxQueryLength)
    if (known === null) return null
    const [vector] = await this.#enqueue(this.#urgent, [known], signal)
    return vector ?? null
  }

  async close(): Promise<void> {
    const worker = this.#stop(new Unavailable('embedder_closed', 'The search model was unloaded.'))
    await worker?.terminate()
  }

  async #inPortions(texts: string[], signal: AbortSignal | undefined): Promise<number[][]> {
    const vectors: number[][] = []
    for (let start = 0; start < texts.length; start += portionSize) {
      vectors.push(...(await this.#enqueue(this.#queue, texts.slice(start, start + portionSize), signal)))
    }
    return vectors
  }

  #enqueue(queue: Task[], texts: string[], signal: AbortSignal | undefined): Promise<number[][]> {
    return new Promise((resolve, reject) => {
      queue.push({ texts, signal, resolve, reject })
      this.#startNext()
    })
  }

  #startNext(): void {
    if (this.#running) return
    const task = this.#takeNext()
    if (task) this.#run(task)
    else this.#rest()
  }

  #run(task: Task): void {
    clearTimeout(this.#idle)
    const worker = this.#worker ?? this.#start()
    const id = this.#nextId++
    const timer = setTimeout(() => this.#break(worker, new Error('it gave no answer in time')), this.#options.timeoutMs)
    this.#running = { id, task, timer }
    worker.ref()
    worker.postMessage({ id, texts: task.texts })
  }

  #takeNext(): Task | undefined {
    for (;;) {
      const task = this.#urgent.shift() ?? this.#queue.shift()
      if (!task?.signal?.aborted) return task
      task.reject(new Unavailable('embedding_aborted', 'Nobody waits for this vector any more.'))
    }
  }

  #start(): Worker {
    // The environment stays out of the thread: it needs nothing of it. Without limits V8 lets its garbage grow to 200 MB.
    const worker = new Worker(this.#options.threadUrl, { name: 'embedder', env: {}, resourceLimits })
    worker.on('message', (reply: Reply) => this.#receive(reply))
    worker.on('error', (error: Error) => this.#break(worker, error))
    worker.on('exit', (code) => this.#break(worker, new Error(`its thread ended with code ${code}`)))
    this.#worker = worker
    return worker
  }

  #receive(reply: Reply): void {
    const running = this.#running
    if (running?.id !== reply.id) return
    this.#running = undefined
    clearTimeout(running.timer)
    if ('vectors' in reply) running.task.resolve(reply.vectors)
    else running.task.reject(failed(reply.error))
    this.#startNext()
  }

  /** An idle thread neither keeps the process alive nor its memory for long. */
  #rest(): void {
    this.#worker?.unref()
    clearTimeout(this.#idle)
    this.#idle = setTimeout(() => void this.close(), this.#options.idleMs).unref()
  }

  /** The task at hand fails, what waits goes on in a new thread. */
  #break(worker: Worker, reason: Error): void {
    if (this.#worker !== worker) return
    this.#worker = undefined
    const running = this.#running
    this.#running = undefined
    clearTimeout(running?.timer)
    running?.task.reject(failed(reason.message))
    void worker.terminate()
    this.#startNext()
  }

  #stop(reason: Error): Worker | undefined {
    const worker = this.#worker
    this.#worker = undefined
    clearTimeout(this.#idle)
    const tasks = [this.#running?.task, ...this.#urgent.splice(0), ...this.#queue.splice(0)]
    clearTimeout(this.#running?.timer)
    this.#running = undefined
    for (const task of tasks) task?.reject(reason)
    return worker
  }
}

function failed(reason: string): Unavailable {
  return new Unavailable('embedder_failed', `The search model failed: ${reason.slice(0, 200)}.`)
}

function readable(text: string, maxLength: number): string | null {
  const shortened = text.slice(0, maxLength).toWellFormed().trim()
  return isLatin(shortened) ? shortened : null
}

function mix(title: number[] | null, description: number[] | null): Vector | null {
  if (!title || !description) return title ?? description
  const sum = title.map((value, index) => value * (1 - descriptionWeight) + (description[index] ?? 0) * descriptionWeight)
  const length = Math.hypot(...sum)
  return sum.map((value) => value / length)
}
