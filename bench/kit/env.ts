// The only file of the measurements that reads the environment.

/** Without it nothing is measured on PostgreSQL. */
export const serverUrl = process.env.DISPATCH_TEST_PG_URL

/** A directory for a profile of each child that runs Dispatch. */
export const profileDirectory = process.env.BENCH_CPU_PROFILE

/** What a program needs to run at all, and nothing of what is configured here. */
export function programEnvironment(): { PATH: string; HOME: string; TMPDIR: string } {
  const { PATH = '', HOME = '', TMPDIR = '/tmp' } = process.env
  return { PATH, HOME, TMPDIR }
}

/** All of ours, with the engine that the kit of the tests takes. */
export function withTestEngine(engine: 'pglite' | 'postgres'): NodeJS.ProcessEnv {
  return { ...process.env, DISPATCH_TEST_ENGINE: engine }
}
