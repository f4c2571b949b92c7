// The whole environment of a child process: what is given and nothing inherited.

/** Safe to cast: Next widens the type of environments with a required NODE_ENV, which no child of ours needs. */
export function exactly(environment: Record<string, string>): NodeJS.ProcessEnv {
  return environment as unknown as NodeJS.ProcessEnv
}
