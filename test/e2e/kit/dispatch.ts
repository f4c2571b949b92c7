// A whole installation: `bin/dispatch start` as npm starts it, on a free port, with a data directory of its own.
import { createHash, randomBytes } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import { embeddedCluster } from '#test/database/embedded-template.ts'
import { ApiClient } from './api-client.ts'
import { BoardStream, type StreamOptions } from './board-stream.ts'
import { type Launched, launch } from './launcher.ts'
import { isAlive, processesOf, type SeenProcess } from './processes.ts'
import { waitFor } from './wait-for.ts'

export interface DispatchOptions {
  environment?: Record<string, string>
  /** Default: a fresh one, removed at the end. */
  dataDirectory?: string
  /** Makes its database itself, as on the first day, instead of starting on one that is made and empty. */
  isFirstStart?: boolean
  /** Serve the pages too; without them a start is a second faster and needs no build. */
  pages?: boolean
  /** Default true: business time can be moved. */
  testClock?: boolean
}

export interface Dispatch {
  readonly origin: string
  readonly dataDirectory: string
  /** Where runs may work when agents have a user of their own. */
  readonly agentsDirectory: string
  readonly password: string
  readonly apiKey: string
  readonly api: ApiClient
  readonly serverPid: number
  /** What was started; it starts the server. */
  readonly launcherPid: number
  /** Everything that it wrote, over all its starts. */
  logs(): string
  stream(options?: StreamOptions): Promise<BoardStream>
  /** The server process itself, without warning. */
  kill9(): Promise<void>
  /** On the same port and data, after a kill or a stop. */
  restart(environment?: Record<string, string>): Promise<void>
  /** Moves business time and lets every deadline on the way take effect. */
  advance(seconds: number): Promise<void>
  /** Processes of its runs, and whatever works in its directories, the server excepted. */
  agentProcesses(): Promise<SeenProcess[]>
  /** As Ctrl-C does; its data stay. */
  shutDown(): Promise<void>
  /** Shuts down and removes the data; fails when a process is left behind. */
  stop(): Promise<void>
}

/** Starts it and waits until it says that it is ready. */
export async function startDispatch(options: DispatchOptions = {}): Promise<Dispatch> {
  const scratch = mkdtempSync(join(tmpdir(), 'dispatch-e2e-'))
  const dataDirectory = options.dataDirectory ?? join(scratch, 'data')
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 })
  const isPrepared = !options.isFirstStart && !options.dataDirectory && !options.environment?.PG_DATABASE_URL
  if (isPrepared) cpSync(await embeddedCluster(), dataDirectory, { recursive: true, preserveTimestamps: true })
  const installation = new Installation({ ...options, dataDirectory }, scratch)
  try {
    await installation.start()
  } catch (error) {
    await installation.stop()
    throw error
  }
  return installation
}

/** Prints the end of the log beside each failed test of a file. */
export function showLogsOfFailures(dispatch: () => Dispatch | undefined): void {
  afterEach(({ task }) => {
    if (task.result?.state === 'fail')
      console.error(`\n--- log of the server (${task.name})\n${dispatch()?.logs().slice(-6_000)}`)
  })
}

class Installation implements Dispatch {
  readonly dataDirectory: string
  readonly agentsDirectory: string
  readonly password = 'correct horse battery staple'
  readonly apiKey = `dsp_${randomBytes(24).toString('base64url')}`
  readonly api: ApiClient
  readonly #options: DispatchOptions
  readonly #scratch: string
  #process: Launched | undefined
  #port = 0
  #log = ''
  readonly #runIds = new Set<string>()

  constructor(options: DispatchOptions & { dataDirectory: string }, scratch: string) {
    this.#options = options
    this.#scratch = scratch
    this.dataDirectory = options.dataDirectory
    const tag = createHash('sha256').update(this.dataDirectory).digest('hex').slice(0, 12)
    this.agentsDirectory = `/var/tmp/dispatch-agents-${tag}`
    this.api = new ApiClient(() => this.origin, this.apiKey)
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  get serverPid(): number {
    return this.#running.serverPid
  }

  get launcherPid(): number {
    return this.#running.launcherPid
  }

  logs(): string {
    return this.#log + (this.#process?.output() ?? '')
  }

  async start(extra: Record<string, string> = {}): Promise<void> {
    const environment = {
      PATH: process.env.PATH ?? '',
      HOME: this.#scratch,
      PORT: String(this.#port),
      DISPATCH_DATA_DIR: this.dataDirectory,
      DISPATCH_PASSWORD: this.password,
      DISPATCH_API_KEY: this.apiKey,
      ...(this.#options.testClock !== false && { DISPATCH_TEST_CLOCK: '1' }),
      ...this.#options.environment,
      ...extra,
    }
    const args = ['start', ...(this.#options.pages ? [] : ['--api-only'])]
    this.#process = launch(args, { environment, cwd: this.#scratch })
    this.#port = await this.#process.port().catch(async (error: unknown) => {
      await this.#end()
      throw error
    })
    await waitFor(async () => (await this.api.call('GET', '/api/ready', undefined, { key: null })).status === 200, {
      what: 'the server to be ready',
    })
  }

  async kill9(): Promise<void> {
    const { serverPid } = this.#running
    process.kill(serverPid, 'SIGKILL')
    await this.#ended()
  }

  async restart(environment: Record<string, string> = {}): Promise<void> {
    if (this.#process) await this.#end()
    await this.start(environment)
  }

  stream(options: StreamOptions = {}): Promise<BoardStream> {
    return BoardStream.open(this.origin, options.cookie ? options : { key: this.apiKey, ...options })
  }

  async advance(seconds: number): Promise<void> {
    await this.api.post('/api/test/clock', { advance_seconds: seconds })
  }

  async agentProcesses(): Promise<SeenProcess[]> {
    await this.#learnRuns()
    const own = new Set(this.#process ? [this.#process.launcherPid, this.#process.serverPid] : [])
    const directories = [this.dataDirectory, this.agentsDirectory]
    return processesOf({ runIds: [...this.#runIds], directories }).filter(({ pid }) => !own.has(pid))
  }

  async shutDown(): Promise<void> {
    if (!this.#process) return
    await this.#learnRuns()
    await this.#end()
  }

  async stop(): Promise<void> {
    await this.shutDown()
    const left = await this.agentProcesses()
    rmSync(this.#scratch, { recursive: true, force: true })
    if (existsSync(this.agentsDirectory)) rmSync(this.agentsDirectory, { recursive: true, force: true })
    if (left.length > 0) throw new Error(`processes are left behind: ${JSON.stringify(left)}`)
  }

  get #running(): Launched {
    if (!this.#process) throw new Error('the server is not running')
    return this.#process
  }

  /** A finished server cannot be asked, so its runs are remembered while it can. */
  async #learnRuns(): Promise<void> {
    if (!this.#process || !isAlive(this.#process.serverPid)) return
    const answer = await this.api.call<{ items?: { id: string }[] }>('GET', '/api/runs?limit=200')
    for (const run of answer.body.items ?? []) this.#runIds.add(run.id)
  }

  async #end(): Promise<void> {
    const { launcherPid } = this.#running
    if (isAlive(launcherPid)) process.kill(launcherPid, 'SIGTERM')
    await this.#ended()
  }

  async #ended(): Promise<void> {
    const { serverPid, launcherPid } = this.#running
    await waitFor(() => !isAlive(serverPid) && !isAlive(launcherPid), { what: 'the server to end', timeoutMs: 30_000 })
    this.#log = this.logs()
    this.#process = undefined
  }
}
