// `dispatch demo`: the whole loop with a simulated agent, in a data directory that is thrown away afterwards.

import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findDefaultWorkspace } from '../access/load-workspace.ts'
import { prepareDemo } from '../demo/prepare-demo.ts'
import { parseConfig } from '../platform/config.ts'
import { systemContext } from '../platform/context.ts'
import { must } from '../platform/must.ts'
import { commandEnvironment } from './shared/environment.ts'
import { start } from './start.ts'

export async function demo({ port }: { port: string }): Promise<void> {
  const { LOG_LEVEL = 'warn', DISPATCH_PASSWORD } = commandEnvironment()
  const directory = await mkdtemp(join(tmpdir(), 'dispatch-demo-'))
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }))
  const config = parseConfig({ PORT: port, DISPATCH_DATA_DIR: directory, LOG_LEVEL, DISPATCH_PASSWORD })
  const { system } = await start({ pages: true }, config)
  const found = await findDefaultWorkspace(system.runtime.database.kysely)
  const workspace = must(found, 'a started installation has a default workspace')
  await prepareDemo(systemContext(system.runtime, workspace.id), system.guide)
  process.stdout.write(
    '  Demo         plays for about a minute in the workspace "Demo": choose it at the top left of the board\n\n',
  )
}
