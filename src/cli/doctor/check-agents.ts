// Whether agents could run here: the CLI, git, and how far they are kept away from everything else.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { z } from 'zod'
import { readMachine } from '../../platform/config.ts'
import { probeBinary } from '../../runner/claude-code/binary.ts'
import { reportOf } from '../../runner/confinement/confinement.ts'
import { probeAbilities } from '../../runner/confinement/probe.ts'
import { exactly } from '../../runner/exact-environment.ts'
import { askOutside } from './ask-outside.ts'
import type { RunningServer } from './check-server.ts'
import type { Examined } from './doctor.ts'
import { broken, type Finding, ok, warning } from './finding.ts'

const run = promisify(execFile)

export async function checkAgents({ config, running }: Examined): Promise<Finding[]> {
  const { path } = readMachine()
  const [binary, git, abilities, accepted] = await Promise.all([
    probeBinary({ configured: config.DISPATCH_CLAUDE_BIN ?? null, path }),
    checkGit(path),
    probeAbilities(path, { otherUser: true, sandbox: true, pidNamespace: true }),
    running ? acceptsUnconfined(running) : undefined,
  ])
  return [
    binary.ok
      ? ok('Claude Code', `${binary.version} knows all flags that are needed (${binary.location})`)
      : broken('Claude Code', binary.problem, binary.remedy),
    git,
    describeConfinement(reportOf(abilities), accepted),
    ...(config.DISPATCH_KILL_SWITCH
      ? [warning('kill switch', 'DISPATCH_KILL_SWITCH=1: no agent starts.', 'Unset it and restart.')]
      : []),
  ]
}

async function checkGit(path: string): Promise<Finding> {
  try {
    const { stdout } = await run('git', ['--version'], { env: exactly({ PATH: path }), timeout: 10_000 })
    return ok('git', stdout.trim().replace('git version ', ''))
  } catch {
    return broken('git', 'git cannot be run.', 'Install git: apt-get install git')
  }
}

function describeConfinement({ level, reason }: { level: string; reason: string }, accepted: boolean | undefined): Finding {
  if (level !== 'none') return ok('confinement', `${level}: ${reason}`)
  const words = {
    true: ' A person has accepted unconfined agents.',
    false: ' Nobody has accepted that: agents only look and report.',
  }
  return warning(
    'confinement',
    `none: agents run as the user of the server. ${reason}${accepted === undefined ? '' : words[`${accepted}`]}`,
    'Install bubblewrap (apt-get install bubblewrap) and allow user namespaces, or run Dispatch as root in a container. Put secrets into .env instead of the shell.',
  )
}

const workspaceSchema = z.object({ policy: z.object({ accept_unconfined_agents: z.boolean() }) })

async function acceptsUnconfined({ url, token }: RunningServer): Promise<boolean | undefined> {
  const answer = await askOutside(`${url}/api/workspaces/current`, { authorization: `Bearer ${token}` })
  return answer.kind === 'answered' ? workspaceSchema.safeParse(answer.json).data?.policy.accept_unconfined_agents : undefined
}
