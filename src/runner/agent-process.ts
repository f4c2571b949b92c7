// Runs one agent CLI that prints lines: reads them, watches the clock, stops the whole tree, and judges the end.
import { type ChildProcess, spawn } from 'node:child_process'
import type {
  AgentOutcome,
  AgentProcess,
  AgentTimeouts,
  Command,
  StopReason,
  TranscriptEntry,
} from '../runs/domain/agent-adapter.ts'
import { EntryQueue } from './entry-queue.ts'
import { exactly } from './exact-environment.ts'
import { outputLines } from './output-lines.ts'
import { type RunMarks, stopTree, sweepRun } from './process-tree.ts'
import { defaultTimeouts, startWatchdog, type Watchdog } from './watchdog.ts'

/** What a kind of CLI says: how a line changes what is known, and what is known at the end. `Facts` are never changed in place. */
export interface AgentProtocol<Facts> {
  initial: Facts
  read(facts: Facts, line: string): { facts: Facts; entries: TranscriptEntry[] }
  state(facts: Facts): {
    started: boolean
    inTool: boolean
    finished: boolean
    fatal: { reason: StopReason; detail: string } | null
  }
  conclude(end: ProcessEnd<Facts>): Omit<AgentOutcome, 'exit' | 'signal' | 'stoppedBy' | 'leftoversKilled'>
}

export interface ProcessEnd<Facts> {
  facts: Facts
  stopped: { reason: StopReason; detail: string } | null
  exit: number | null
  signal: string | null
  stderr: string
}

export interface ProcessOrder {
  command: Command
  stdin: string
  marks: RunMarks
  timeouts: Partial<AgentTimeouts>
  /** Called when the process and all that it left are gone. */
  cleanUp(): Promise<void>
}

const queuedEntriesMax = 500
const stderrKept = 20_000
/** Output of a daemon that took over the pipe is not waited for. */
const drainMs = 2_000

/** Starts the process. `entries` must be read to the end: a reader that stops makes the agent wait. */
export function startAgentProcess<Facts>(protocol: AgentProtocol<Facts>, order: ProcessOrder): AgentProcess {
  const running = new RunningAgent(protocol, order)
  return {
    pid: running.child.pid ?? null,
    entries: running.queue,
    outcome: running.finish(),
    stop: (reason, detail) => running.stop(reason, detail),
  }
}

class RunningAgent<Facts> {
  readonly child: ChildProcess
  readonly queue = new EntryQueue<TranscriptEntry>(queuedEntriesMax)
  readonly #protocol: AgentProtocol<Facts>
  readonly #order: ProcessOrder
  readonly #watchdog: Watchdog
  #facts: Facts
  #stopped: { reason: StopReason; detail: string } | null = null
  #stopping: Promise<number> | null = null
  #stderr = ''

  constructor(protocol: AgentProtocol<Facts>, order: ProcessOrder) {
    this.#protocol = protocol
    this.#order = order
    this.#facts = protocol.initial
    const { file, args, env, cwd } = order.command
    this.child = spawn(file, args, { cwd, env: exactly(env), stdio: ['pipe', 'pipe', 'pipe'], detached: true })
    this.child.stdin?.on('error', () => {}) // an agent that dies before it read its prompt is judged by its exit
    this.child.stdin?.end(order.stdin)
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-stderrKept)
    })
    this.#watchdog = startWatchdog(
      { ...defaultTimeouts, ...order.timeouts },
      { expire: (reason, detail) => this.stop(reason, detail), linger: () => this.#killTree() },
    )
  }

  /** The first reason counts; after the agent's last word only the tree is ended. */
  stop(reason: StopReason, detail: string = reason): void {
    if (!this.#stopped && !this.#protocol.state(this.#facts).finished) this.#stopped = { reason, detail }
    this.#killTree()
  }

  async finish(): Promise<AgentOutcome> {
    const exited = this.#exit()
    const reading = this.#readOutput()
    const { exit, signal, error } = await exited
    this.#watchdog.end()
    const killed = (await (this.#stopping ?? 0)) + (await sweepRun(this.#order.marks))
    await Promise.race([reading, drained(drainMs).then(() => this.child.stdout?.destroy())])
    await reading
    this.queue.close()
    await this.#order.cleanUp()
    const end = { facts: this.#facts, stopped: this.#stopped, exit, signal, stderr: error?.message ?? this.#stderr }
    return { ...this.#protocol.conclude(end), exit, signal, stoppedBy: this.#stopped?.reason ?? null, leftoversKilled: killed }
  }

  #killTree(): void {
    const { pid } = this.child
    if (pid !== undefined) this.#stopping ??= stopTree(this.#order.marks, pid)
  }

  async #readOutput(): Promise<void> {
    if (!this.child.stdout) return
    try {
      for await (const line of outputLines(this.child.stdout)) await this.#take(line)
    } catch (error) {
      if (!this.child.stdout.destroyed) throw error
    }
  }

  async #take(line: string): Promise<void> {
    const { facts, entries } = this.#protocol.read(this.#facts, line)
    this.#facts = facts
    this.#watchdog.pause()
    for (const entry of entries) await this.queue.push(entry)
    const state = this.#protocol.state(facts)
    this.#watchdog.heard(state)
    if (state.fatal) this.stop(state.fatal.reason, state.fatal.detail)
  }

  #exit(): Promise<{ exit: number | null; signal: string | null; error?: Error }> {
    return new Promise((resolve) => {
      this.child.once('error', (error) => resolve({ exit: null, signal: null, error }))
      this.child.once('exit', (exit, signal) => resolve({ exit, signal }))
    })
  }
}

function drained(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref())
}
