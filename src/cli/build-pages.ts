// Builds the pages when their sources changed since the last build.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { glob, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Unavailable } from '../platform/errors.ts'
import { lockBuild } from './build-lock.ts'
import { buildEnvironment } from './shared/env.ts'

const root = join(import.meta.dirname, '..', '..')
/** A package comes with its pages; where npm puts it nothing could build them. */
const isPackage = /[\\/]node_modules[\\/]/.test(root)
const stamp = join(root, '.next', 'dispatch-sources')
const sources = ['app/**/*', 'src/**/*.{ts,tsx,css}', 'next.config.ts', 'postcss.config.mjs', 'package-lock.json']

/** Returns whether it built. Throws `build_failed` with the end of the output. */
export async function buildPages(onStart: () => void = () => {}): Promise<boolean> {
  if (isPackage && existsSync(join(root, '.next', 'BUILD_ID'))) return false
  const wanted = await hashSources()
  if ((await readFile(stamp, 'utf8').catch(() => '')) === wanted) return false
  const release = lockBuild(join(root, 'node_modules', '.cache', 'dispatch-build', 'lock'))
  try {
    return await buildOnce(wanted, onStart)
  } finally {
    release()
  }
}

async function buildOnce(wanted: string, onStart: () => void): Promise<boolean> {
  // Whoever held the lock before may have built just this.
  if ((await readFile(stamp, 'utf8').catch(() => '')) === wanted) return false
  onStart()
  // A build that is cut off leaves nothing that would count as built.
  await rm(stamp, { force: true })
  await runBuild()
  await writeFile(stamp, wanted)
  return true
}

async function hashSources(): Promise<string> {
  const hash = createHash('sha256')
  const paths: string[] = []
  for await (const entry of glob(sources, { cwd: root, withFileTypes: true })) {
    if (entry.isFile() && !entry.name.includes('.test.')) paths.push(join(entry.parentPath, entry.name))
  }
  for (const path of paths.sort())
    hash
      .update(path.slice(root.length))
      .update('\0')
      .update(await readFile(path))
  return hash.digest('hex')
}

function runBuild(): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const next = createRequire(import.meta.url).resolve('next/dist/bin/next')
  const build = spawn(process.execPath, [next, 'build'], {
    cwd: root,
    env: { ...buildEnvironment(), NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', CI: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-4000)
  }
  build.stdout.on('data', keep)
  build.stderr.on('data', keep)
  build.on('error', reject)
  build.on('exit', (code) =>
    code === 0 ? resolve() : reject(new Unavailable('build_failed', `The pages could not be built:\n${output}`)),
  )
  return promise
}
