// `dispatch doctor`: looks at everything that Dispatch depends on, side by side, and says how to mend what is wrong.
import type { Command } from 'commander'
import type { Config } from '../../platform/config.ts'
import { screenOf } from '../shared/command.ts'
import { commandEnvironment } from '../shared/environment.ts'
import { exitCodes } from '../shared/exit-codes.ts'
import { EndsWith } from '../shared/failure.ts'
import type { Screen, Style } from '../shared/screen.ts'
import { checkAgents } from './check-agents.ts'
import { checkConfiguration } from './check-configuration.ts'
import { checkDataDirectory } from './check-data-directory.ts'
import { checkDatabase } from './check-database.ts'
import { checkGithub } from './check-github.ts'
import { checkModels } from './check-models.ts'
import { checkPublicUrl } from './check-public-url.ts'
import { checkSentry } from './check-sentry.ts'
import { checkServer, findRunning, type RunningServer } from './check-server.ts'
import { broken, type Finding, type FindingStatus } from './finding.ts'

export interface Examined {
  config: Config
  /** The server that holds this data directory, if it answers. */
  running: RunningServer | undefined
  /** Nobody outside this machine is asked. */
  offline: boolean
}

type Check = (examined: Examined) => Promise<Finding[]>

const checks: [group: string, check: Check][] = [
  ['Data directory', checkDataDirectory],
  ['Server', checkServer],
  ['Database', checkDatabase],
  ['Agents', checkAgents],
  ['Models', checkModels],
  ['GitHub', checkGithub],
  ['Sentry', checkSentry],
  ['Public address', checkPublicUrl],
]

interface Group {
  group: string
  findings: Finding[]
}

/** Ends with 1 when something is broken; warnings end with 0. */
export async function doctor(command: Command): Promise<void> {
  const screen = screenOf(command)
  const { config, findings } = checkConfiguration(commandEnvironment())
  const examined = { config, running: await findRunning(config), offline: command.opts<{ offline?: boolean }>().offline === true }
  const groups: Group[] = [
    { group: 'Configuration', findings },
    ...(await Promise.all(checks.map(async ([group, check]) => ({ group, findings: await carefully(check, examined) })))),
  ]
  const all = groups.flatMap((group) => group.findings)
  const isBroken = all.some(({ status }) => status === 'broken')
  if (screen.json)
    screen.printJson({
      ok: !isBroken,
      checks: groups.flatMap(({ group, findings: found }) => found.map((one) => ({ group, ...one }))),
    })
  else print(screen, groups)
  if (isBroken) throw new EndsWith(exitCodes.failure)
}

/** A check that fails itself is a finding, and the others go on. */
async function carefully(check: Check, examined: Examined): Promise<Finding[]> {
  try {
    return await check(examined)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return [broken('check', `could not be made: ${reason}`, 'Report it, with the line above.')]
  }
}

const marks: Record<FindingStatus, [mark: string, style: Style]> = {
  ok: ['✓', 'green'],
  warning: ['!', 'yellow'],
  broken: ['✗', 'red'],
  skipped: ['–', 'dim'],
}

function print(screen: Screen, groups: readonly Group[]): void {
  for (const { group, findings } of groups) {
    screen.print(screen.style('bold', group))
    for (const { name, status, detail, mend } of findings) {
      const [mark, style] = marks[status]
      screen.print(`  ${screen.style(style, mark)} ${name}: ${detail}`)
      if (mend) screen.print(`      ${screen.style('cyan', '→')} ${mend}`)
    }
  }
  screen.print(`\n${summary(groups.flatMap(({ findings }) => findings))}`)
}

function summary(findings: readonly Finding[]): string {
  const count = (status: FindingStatus) => findings.filter((finding) => finding.status === status).length
  const [wrong, doubtful] = [count('broken'), count('warning')]
  if (wrong + doubtful === 0) return 'Nothing is wrong.'
  return [wrong > 0 && `${wrong} broken`, doubtful > 0 && `${doubtful} to look at`].filter(Boolean).join(', ')
}
