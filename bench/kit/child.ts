// Starts a program of `bench/children` as a process of its own and asks it things. The parent's end takes it along.
import { fork } from 'node:child_process'
import { profileDirectory, programEnvironment } from './env.ts'

export interface Child {
  pid: number
  /** What the child said when it was ready. */
  port: number
  ask<T>(name: string, input?: unknown): Promise<T>
  stop(): Promise<void>
  /** Without warning. */
  kill9(): Promise<void>
}

export type FromChild = { ready: { port: number } } | { id: number; answer: unknown } | { id: number; failure: string }
export type ToChild = { id: number; name: string; input: unknown }

const running = new Set<Child>()

/** At the end of a measurement, however it ended. */
export async function stopChildren(): Promise<void> {
  await Promise.all([...running].map((child) => child.stop()))
}

const program = (name: string) => new URL(`../children/${name}.ts`, import.meta.url)

/** `input` is what the child's `serveParent` starts with. Resolves when the child is ready; rejects when it ends before. */
export async function startChild(name: string, input: unknown): Promise<Child> {
  const child = fork(program(name), [], {
    serialization: 'advanced',
    env: { ...programEnvironment(), NODE_ENV: 'production' },
    execArgv: [...profilerArguments(name), '--disable-warning=ExperimentalWarning'],
  })
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  const ready = Promise.withResolvers<{ port: number }>()
  const ended = Promise.withResolvers<void>()
  child.on('message', (message: FromChild) => {
    if ('ready' in message) return ready.resolve(message.ready)
    const asked = waiting.get(message.id)
    waiting.delete(message.id)
    if ('failure' in message) asked?.reject(new Error(`${name}: ${message.failure}`))
    else asked?.resolve(message.answer)
  })
  child.on('exit', (code) => {
    const reason = new Error(`${name} ended with code ${code}`)
    ready.reject(reason)
    for (const asked of waiting.values()) asked.reject(reason)
    ended.resolve()
  })
  let lastId = 0
  const ask = (asked: string, question: unknown): Promise<unknown> => {
    const answer = Promise.withResolvers<unknown>()
    const message: ToChild = { id: ++lastId, name: asked, input: question }
    waiting.set(message.id, answer)
    child.send(message)
    return answer.promise
  }
  child.send({ id: 0, name: 'start', input })
  const { port } = await ready.promise
  const started: Child = {
    pid: child.pid ?? 0,
    port,
    ask: async <T>(asked: string, question?: unknown) => answerAs<T>(await ask(asked, question)),
    async stop() {
      running.delete(started)
      if (child.connected) child.disconnect()
      await ended.promise
    },
    async kill9() {
      running.delete(started)
      child.kill('SIGKILL')
      await ended.promise
    },
  }
  running.add(started)
  return started
}

/** BENCH_CPU_PROFILE=<directory> leaves a profile of each child that runs Dispatch there. */
function profilerArguments(name: string): string[] {
  return profileDirectory && name === 'dispatch' ? ['--cpu-prof', `--cpu-prof-dir=${profileDirectory}`] : []
}

/** What a child answers is written beside the question, in its own file; a process boundary carries no types. */
function answerAs<T>(answer: unknown): T {
  return answer as T
}
