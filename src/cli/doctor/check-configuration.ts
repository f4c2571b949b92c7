// Every wrong value at once, and names that look like ours but are not.
import { type Config, ConfigError, type ConfigProblem, type Environment, parseConfig } from '../../platform/config.ts'
import { settings } from '../../platform/config-settings.ts'
import { broken, type Finding, ok, warning } from './finding.ts'

/** Read by the command line and by tests. */
const others = new Set(['DISPATCH_URL', 'DISPATCH_CONFIG_FD', 'DISPATCH_TEST_ENGINE', 'DISPATCH_TEST_PG_URL', 'DISPATCH_RUN_ID'])

/** Goes on with the defaults in the place of wrong values, so that the other checks can be made. */
export function checkConfiguration(environment: Environment): { config: Config; findings: Finding[] } {
  const { config, problems } = parseLeniently(environment)
  const findings = problems.map(({ name, message }) =>
    broken(name, message, `Correct ${name} in the environment or in .env; docs/configuration.md says what it takes.`),
  )
  for (const name of Object.keys(environment).filter(isStrange))
    findings.push(warning(name, 'Dispatch knows no such variable.', `Did you mean ${nearest(name)}?`))
  if (problems.length > 0) return { config, findings }
  const names = [...config.fromEnvironment].toSorted()
  return { config, findings: [ok('values', names.length === 0 ? 'all are defaults' : `set: ${names.join(', ')}`), ...findings] }
}

function parseLeniently(environment: Environment): { config: Config; problems: ConfigProblem[] } {
  try {
    return { config: parseConfig(environment), problems: [] }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const wrong = new Set(error.problems.map(({ name }) => name))
    const rest = Object.fromEntries(Object.entries(environment).filter(([name]) => !wrong.has(name)))
    const { config, problems } = parseLeniently(rest)
    return { config, problems: [...error.problems, ...problems] }
  }
}

function isStrange(name: string): boolean {
  return name.startsWith('DISPATCH_') && !others.has(name) && !settings.some((setting) => setting.name === name)
}

function nearest(name: string): string {
  const distances = settings.map((setting) => ({ name: setting.name, distance: editDistance(name, setting.name) }))
  return distances.reduce((best, one) => (one.distance < best.distance ? one : best)).name
}

/** Letters to add, remove or replace. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1]
    for (const [place, other] of [...to].entries()) {
      const replaced = (row[place] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min(replaced, (row[place + 1] ?? 0) + 1, (next[place] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
