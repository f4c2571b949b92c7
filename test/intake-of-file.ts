// The way from a webhook to a verdict for all tests of a file: started once, with a new workspace for each of them.
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { type TestIntake, type TestIntakeOptions, testIntake } from '#test/intake.ts'

/** Stands for the intake that is started before the first test of the file that calls it. */
export function intakeOfFile(options: TestIntakeOptions = {}): TestIntake {
  let started: TestIntake | undefined
  beforeAll(async () => {
    started = await testIntake(options)
  })
  beforeEach(() => running().fresh())
  afterAll(() => started?.close())
  const running = (): TestIntake => {
    if (!started) throw new Error('the intake is used before the first test')
    return started
  }
  return standingFor(running)
}

/** A proxy has no shape of its own: it is what it stands for. */
function standingFor(running: () => TestIntake): TestIntake {
  return new Proxy({}, { get: (_, key) => Reflect.get(running(), key) }) as TestIntake
}
