// Prints what happens at a start, phase by phase, with the time that each took.
export interface Phases {
  run<T>(name: string, work: () => Promise<{ value: T; note: string }>): Promise<T>
}

export function printPhases(out: NodeJS.WritableStream): Phases {
  return {
    async run(name, work) {
      const startedAt = performance.now()
      const { value, note } = await work()
      out.write(`  ${name.padEnd(12)} ${note.padEnd(52)} ${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`)
      return value
    },
  }
}
