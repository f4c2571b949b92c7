// `dispatch start`: everything in one process, and on the terminal what to do next.

import { exposureWarning } from '../access/domain/exposure.ts'
import { initialPasswordPath } from '../access/initial-password.ts'
import { publishLocalAdministration } from '../access/local-administration.ts'
import { createLoginLink } from '../access/setup.ts'
import { version } from '../installation/version.ts'
import { hasIssues } from '../issues/store/workspace-store.ts'
import type { Config } from '../platform/config.ts'
import { prepareDataDirectory } from '../platform/data-directory.ts'
import { Conflict } from '../platform/errors.ts'
import { assertPortFree } from '../platform/http/port.ts'
import { createLogger } from '../platform/log.ts'
import { type RunningServer, startServer } from '../server.ts'
import { createSystem, type System } from '../system.ts'
import { buildPages } from './build-pages.ts'
import { findRunning } from './doctor/check-server.ts'
import { printPhases } from './phases.ts'
import { commandConfig, commandEnvironment } from './shared/environment.ts'

const out = process.stdout

export interface Started {
  system: System
  server: RunningServer
}

export async function start({ pages }: { pages: boolean }, config: Config = commandConfig()): Promise<Started> {
  const log = createLogger(levelFor(config))
  const phases = printPhases(out)
  out.write(`\nDispatch ${version}\n\n`)
  await phases.run('installation', async () => {
    await assertFree(config)
    return { value: undefined, note: `Node.js ${process.versions.node}` }
  })
  await phases.run('build', async () => {
    if (!pages) return { value: undefined, note: 'not needed' }
    const built = await buildPages(() => out.write('  build        building the pages, once …\n'))
    return { value: undefined, note: built ? 'pages built' : 'up to date' }
  })
  const system = await phases.run('database', async () => {
    const value = await createSystem(config, log)
    return { value, note: describeDatabase(config) }
  })
  const server = await phases.run('ready', async () => {
    const value = await serveOrStop(system, pages)
    return { value, note: value.origin }
  })
  await system.begin(server.origin)
  await publishLocalAdministration(system.runtime, server.origin)
  await printWelcome(system, server, { pages })
  stopOnSignal(system, server)
  return { system, server }
}

/** At a terminal what is printed here says enough, unless a level is asked for: only warnings come between. */
function levelFor(config: Config): string {
  const isAsked = Boolean(commandEnvironment().LOG_LEVEL)
  return process.stderr.isTTY && !isAsked && config.LOG_LEVEL === 'info' ? 'warn' : config.LOG_LEVEL
}

/** Before minutes go into building and migrating for a server that cannot start. */
async function assertFree(config: Config): Promise<void> {
  const running = await findRunning(config)
  if (running && !config.PG_DATABASE_URL)
    throw new Conflict(
      'already_running',
      `Another server runs already at ${running.url} with the data directory ${config.DISPATCH_DATA_DIR}. Stop it first, or open it: npx dispatch open`,
    )
  await assertPortFree(config.PORT, config.HOST)
  await prepareDataDirectory(config.DISPATCH_DATA_DIR)
}

/** A server that cannot open its port must not live on with the database in its hands. */
async function serveOrStop(system: System, pages: boolean): Promise<RunningServer> {
  try {
    return await startServer(system, { pages })
  } catch (error) {
    await system.stop()
    throw error
  }
}

function describeDatabase(config: Config): string {
  return config.PG_DATABASE_URL
    ? `PostgreSQL at ${new URL(config.PG_DATABASE_URL).host}`
    : `embedded, in ${config.DISPATCH_DATA_DIR}`.slice(0, 52)
}

async function printWelcome(system: System, server: RunningServer, { pages }: { pages: boolean }): Promise<void> {
  const { config } = system.runtime
  const address = config.DISPATCH_PUBLIC_URL ?? server.origin
  out.write(pages ? `\n  Board        ${address}\n` : `\n  API          ${address}/api (described at ${address}/api/docs)\n`)
  if (out.isTTY) {
    if (pages) await printLoginLink(system, server)
    if (system.firstPassword)
      out.write(`  Password     ${system.firstPassword}\n               (shown this once; DISPATCH_PASSWORD sets your own)\n`)
  } else if (system.firstPassword) {
    out.write(`  Password     in ${initialPasswordPath(config.DISPATCH_DATA_DIR)}, until the first login\n`)
  }
  const warning = exposureWarning(config)
  if (warning) out.write(`  Warning      ${warning}\n`)
  const next = pages ? nextStep(await hasIssues(system.runtime.database.kysely)) : apiStep
  out.write(`\n  Next         ${next}\n\n`)
}

/** The empty board is the guide; one with issues does not show it any more. */
function nextStep(isUsed: boolean): string {
  return isUsed
    ? 'open the board; what is connected, and what else can be, is in its settings'
    : 'open the board: it shows a simulated loop, and how to connect a repository, an agent and Sentry'
}

/** A link opens the door to whoever reads it: only a terminal gets one, never a log. */
async function printLoginLink(system: System, server: RunningServer): Promise<void> {
  const link = await createLoginLink(system.runtime, server.origin)
  out.write(`  Log in       ${link.url}\n               (works once, within 15 minutes; later: npx dispatch login-link)\n`)
}

const apiStep =
  'this process has no pages; a process without --api-only beside it has. Call it with a key: npx dispatch key create NAME'

function stopOnSignal(system: System, server: RunningServer): void {
  let isStopping = false
  const stop = async () => {
    if (isStopping) return
    isStopping = true
    await server.stop()
    await system.stop()
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop())
  // The launcher is gone, however it died: do not stay behind.
  process.on('disconnect', () => void stop())
}
