// The only file of the scripts that reads the environment.

/** Without it the tests run on the embedded database alone. */
export const testServerUrl = process.env.DISPATCH_TEST_PG_URL

/** All of ours, and what is added for one program. */
export function environmentWith(added: Record<string, string> = {}): NodeJS.ProcessEnv {
  return { ...process.env, ...added }
}
