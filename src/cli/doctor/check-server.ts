// Whether the server of this data directory runs and works, or could open its port.
import { z } from 'zod'
import { exposureWarning } from '../../access/domain/exposure.ts'
import { type LocalAdministration, readLocalAdministration } from '../../access/local-administration.ts'
import { version } from '../../installation/version.ts'
import type { Config } from '../../platform/config.ts'
import { isPortFree } from '../../platform/http/port.ts'
import { askOutside } from './ask-outside.ts'
import type { Examined } from './doctor.ts'
import { broken, type Finding, ok, warning } from './finding.ts'

export interface RunningServer extends LocalAdministration {
  version: string
}

const healthSchema = z.object({ status: z.literal('ok'), version: z.string() })
const readySchema = z.object({ checks: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string() })) })

/** Undefined when none answers where the last one did. */
export async function findRunning({ DISPATCH_DATA_DIR }: Config): Promise<RunningServer | undefined> {
  const local = await readLocalAdministration(DISPATCH_DATA_DIR).catch(() => undefined)
  if (!local) return undefined
  const answer = await askOutside(`${local.url}/api/health`)
  const health = answer.kind === 'answered' ? healthSchema.safeParse(answer.json).data : undefined
  return health && { ...local, version: health.version }
}

export async function checkServer({ config, running }: Examined): Promise<Finding[]> {
  const findings = running ? await checkRunning(running) : [await checkPort(config)]
  const exposed = exposureWarning(config)
  if (exposed) findings.push(warning('exposure', exposed, 'Put a proxy with TLS in front of it and set DISPATCH_PUBLIC_URL.'))
  return findings
}

async function checkRunning({ url, version: running }: RunningServer): Promise<Finding[]> {
  const said = `${running} runs at ${url}`
  const isSame = running === version
  const answer = await askOutside(`${url}/api/ready`)
  const ready = answer.kind === 'answered' ? readySchema.safeParse(answer.json).data : undefined
  return [
    isSame
      ? ok('server', said)
      : warning('server', `${said}, and this is ${version}.`, 'Restart it, or use the same version here.'),
    ...(ready?.checks ?? []).filter(({ name }) => name === 'database' || name === 'jobs').map(toFinding),
  ]
}

function toFinding({ name, ok: isOk, detail }: { name: string; ok: boolean; detail: string }): Finding {
  if (isOk) return ok(name, detail)
  return broken(name, detail, 'The log of the server has the reason.')
}

async function checkPort({ HOST, PORT }: Config): Promise<Finding> {
  if (await isPortFree(PORT, HOST)) return ok('server', `not running; port ${PORT} is free`)
  return broken('port', `Another program listens on port ${PORT}.`, 'Stop it, or set PORT to another one.')
}
