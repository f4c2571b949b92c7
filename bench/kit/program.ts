// `bin/dispatch start` as npm starts it, from outside: when does it serve its first page?
import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { programEnvironment } from './env.ts'

const program = fileURLToPath(new URL('../../bin/dispatch', import.meta.url))

/** Seconds from the command to the first page; then it is stopped as Ctrl-C does. */
export async function timeStart(dataDirectory: string): Promise<number> {
  const startedAt = performance.now()
  const child = spawn(process.execPath, [program, 'start'], {
    cwd: dataDirectory,
    env: { ...programEnvironment(), PORT: '0', DISPATCH_DATA_DIR: dataDirectory, LOG_LEVEL: 'silent', NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const endWithUs = () => child.kill('SIGKILL')
  process.on('exit', endWithUs)
  const response = await fetch(`${await printedAddress(child)}/`)
  await response.text()
  if (response.status !== 200) throw new Error(`the first page answered ${response.status}`)
  const seconds = (performance.now() - startedAt) / 1000
  const ended = new Promise((resolve) => child.on('exit', resolve))
  child.kill('SIGTERM')
  await ended
  process.off('exit', endWithUs)
  return seconds
}

function printedAddress(child: ChildProcess): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let output = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString()
    const address = /Board +(http:\S+)/.exec(output)?.[1]
    if (address) resolve(address)
  })
  child.on('exit', () => reject(new Error(`it ended instead of starting:\n${output}`)))
  return promise
}
