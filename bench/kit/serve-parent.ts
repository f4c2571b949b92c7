// The child's side: starts with what the parent sends, says when it is ready, answers questions, ends with its parent.
import type { FromChild, ToChild } from './child.ts'

export interface Service<Input> {
  start(input: Input): Promise<{ port: number }>
  questions: Record<string, (input: never) => Promise<unknown>>
  stop(): Promise<void>
}

export function serveParent<Input>(service: Service<Input>): void {
  process.on('message', (message: ToChild) => void receive(service, message))
  process.on('disconnect', () => void service.stop().finally(() => process.exit(0)))
}

async function receive<Input>(service: Service<Input>, { id, name, input }: ToChild): Promise<void> {
  try {
    if (name === 'start') return tell({ ready: await service.start(asInput<Input>(input)) })
    const question = service.questions[name]
    if (!question) throw new Error(`nothing answers ${name}`)
    tell({ id, answer: await question(asInput<never>(input)) })
  } catch (error) {
    const failure = error instanceof Error ? (error.stack ?? error.message) : String(error)
    if (name === 'start') throw error
    tell({ id, failure })
  }
}

function tell(message: FromChild): void {
  process.send?.(message)
}

/** Both sides of the process boundary are written together. */
function asInput<Input>(input: unknown): Input {
  return input as Input
}
