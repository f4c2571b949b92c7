// `npm run bench`: every measurement, or those that are named, each beside a raw baseline of the same run. See bench/README.md.
//
// usage: node bench/run.ts [name …] [--quick] [--strict]
import { availableParallelism, loadavg } from 'node:os'
import { stopChildren } from './kit/child.ts'
import { removePlaces } from './kit/engines.ts'
import { serverUrl } from './kit/env.ts'
import { type Figure, isMet, type Measurement, type Scale } from './kit/measurement.ts'
import { describeFigure, header } from './kit/report.ts'
import { complain, say } from './kit/say.ts'
import { agentStart } from './measurements/agent-start.ts'
import { eventLoop } from './measurements/event-loop.ts'
import { intakeServer } from './measurements/intake-server.ts'
import { issuesEmbedded, issuesServer } from './measurements/issues.ts'
import { memory } from './measurements/memory.ts'
import { start } from './measurements/start.ts'
import { streamEmbedded, streamServer } from './measurements/stream.ts'
import { streamScale } from './measurements/stream-scale.ts'
import { webhooksEmbedded } from './measurements/webhooks-embedded.ts'
import { webhooksServer } from './measurements/webhooks-server.ts'

const measurements: Measurement[] = [
  webhooksEmbedded,
  webhooksServer,
  intakeServer,
  issuesEmbedded,
  issuesServer,
  streamEmbedded,
  streamServer,
  streamScale,
  start,
  memory,
  eventLoop,
  agentStart,
]

const flags = process.argv.slice(2).filter((argument) => argument.startsWith('--'))
const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
const unknown = [
  ...names.filter((name) => !measurements.some((known) => known.name === name)),
  ...flags.filter((flag) => !['--quick', '--strict'].includes(flag)),
]
if (unknown.length > 0) {
  complain(`unknown: ${unknown.join(', ')}. There are ${measurements.map(({ name }) => name).join(', ')}, --quick and --strict.`)
  process.exit(2)
}

const scale: Scale = flags.includes('--quick') ? { rounds: 1, seconds: 3 } : { rounds: 3, seconds: 10 }
const chosen = measurements.filter(({ name }) => names.length === 0 || names.includes(name))
const load = loadavg()[0]?.toFixed(1)
say(`${availableParallelism()} processors, load ${load} before the start, ${scale.rounds} rounds of ${scale.seconds} s`)

const figures: Figure[] = []
const skipped: string[] = []
const broken: string[] = []
for (const measurement of chosen) {
  if (measurement.needsServer && !serverUrl) {
    skipped.push(measurement.name)
    continue
  }
  say(`\n▸ ${measurement.name}`)
  const startedAt = performance.now()
  try {
    figures.push(...(await measurement.run(scale, (line) => say(`    ${line}`))))
  } catch (error) {
    broken.push(measurement.name) // the others are still worth their time
    complain(error)
  } finally {
    await stopChildren()
    await removePlaces()
  }
  say(`    ${((performance.now() - startedAt) / 1000).toFixed(0)} s`)
}

say(`\n${header()}`)
for (const figure of figures) say(describeFigure(figure))
if (skipped.length > 0) say(`\nnot run, since DISPATCH_TEST_PG_URL is not set: ${skipped.join(', ')}`)
if (broken.length > 0) say(`\nended by an error: ${broken.join(', ')}`)
const missed = figures.filter((figure) => isMet(figure) === false)
say(`\n${figures.filter((figure) => isMet(figure)).length} budgets hold, ${missed.length} do not`)
process.exitCode = broken.length > 0 || (flags.includes('--strict') && missed.length > 0) ? 1 : 0
