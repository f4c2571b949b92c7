// From the command to the first page: the very first time, which makes the database, and every later time.
import { buildPages } from '../../src/cli/build-pages.ts'
import { startChild } from '../kit/child.ts'
import { makePlace } from '../kit/engines.ts'
import { interleave, type Measurement } from '../kit/measurement.ts'
import { timeStart } from '../kit/program.ts'
import { median } from '../kit/statistics.ts'

export const start: Measurement = {
  name: 'start',
  async run({ rounds }, say) {
    await buildPages(() => say('building the pages first'))
    const results = await interleave(rounds, {
      dispatch: () => startTwice((directory) => timeStart(directory)),
      raw: () => startTwice(timeBareStart),
    })
    const middle = (name: string, which: keyof Starts) => median((results[name] ?? []).map((starts) => starts[which]))
    const rawWhat = 'Node, the embedded engine on a directory, a bare http server: nothing migrated, no pages'
    return [
      {
        what: 'first start after the build, to the first page',
        value: middle('dispatch', 'first'),
        unit: 's',
        raw: { value: middle('raw', 'first'), what: rawWhat },
        budget: { kind: 'below', limit: 8 },
      },
      {
        what: 'later starts, to the first page',
        value: middle('dispatch', 'later'),
        unit: 's',
        raw: { value: middle('raw', 'later'), what: rawWhat },
        budget: { kind: 'below', limit: 3 },
      },
    ]
  },
}

interface Starts {
  first: number
  later: number
}

async function startTwice(time: (directory: string) => Promise<number>): Promise<Starts> {
  const { directory } = await makePlace('embedded')
  return { first: await time(directory), later: await time(directory) }
}

async function timeBareStart(directory: string): Promise<number> {
  const startedAt = performance.now()
  const child = await startChild('bare-embedded', { directory })
  await (await fetch(`http://127.0.0.1:${child.port}/`)).text()
  const seconds = (performance.now() - startedAt) / 1000
  await child.stop()
  return seconds
}
