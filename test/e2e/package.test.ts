// The packed tarball in an empty folder, started by the machine's own Node.js as `npx` does it.
//
// The dependencies are those of this repository, linked: installing them takes minutes. DISPATCH_TEST_PACKAGE=install installs them.
import { execFile, spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildPages } from '#src/cli/build-pages.ts'
import { exactly } from '#src/runner/exact-environment.ts'
import { ApiClient } from './kit/api-client.ts'
import { type BareRemote, bareRemote } from './kit/bare-remote.ts'
import { waitFor } from './kit/wait-for.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..', '..')
/** Without the Node.js that this repository brings along. */
const path = (process.env.PATH ?? '')
  .split(delimiter)
  .filter((directory) => !directory.includes('node_modules'))
  .join(delimiter)

let folder: string
let environment: Record<string, string>
let remote: BareRemote

beforeAll(async () => {
  remote = bareRemote()
  folder = await mkdtemp(join(tmpdir(), 'dispatch-package-'))
  environment = {
    PATH: path,
    HOME: folder,
    DISPATCH_DATA_DIR: join(folder, 'data'),
    PORT: '0',
    LOG_LEVEL: 'warn',
    NO_UPDATE_NOTIFIER: '1',
  }
  await buildPages()
  const packed = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
    cwd: root,
    env: exactly({ ...environment, NODE_ENV: 'production' }),
    maxBuffer: 50_000_000,
  })
  const tarball = join(folder, /"filename": "([^"]+\.tgz)"/.exec(packed.stdout)?.[1] ?? 'none')
  await (process.env.DISPATCH_TEST_PACKAGE === 'install' ? install(tarball) : unpackBesideOurs(tarball))
}, 600_000)
afterAll(async () => {
  remote.remove()
  await rm(folder, { recursive: true, force: true })
})

async function install(tarball: string): Promise<void> {
  await run('npm', ['install', '--no-audit', '--no-fund', tarball], { cwd: folder, env: exactly(environment) })
}

/** As npm lays it out: the package itself is a folder of its own, its dependencies stand beside it. */
async function unpackBesideOurs(tarball: string): Promise<void> {
  const modules = join(folder, 'node_modules')
  await mkdir(join(modules, 'dispatch'), { recursive: true })
  await run('tar', ['xzf', tarball, '-C', join(modules, 'dispatch'), '--strip-components=1'])
  for (const name of await readdir(join(root, 'node_modules')))
    if (name !== '.bin' && name !== 'dispatch') await symlink(join(root, 'node_modules', name), join(modules, name))
  await mkdir(join(modules, '.bin'))
  await symlink('../dispatch/bin/dispatch', join(modules, '.bin', 'dispatch'))
}

const npx = (...args: string[]) =>
  run('npx', ['--no', '--', 'dispatch', ...args], { cwd: folder, env: exactly(environment), maxBuffer: 10_000_000 })

async function connectSimulator(origin: string, directory: string): Promise<void> {
  const { token } = JSON.parse(await readFile(join(directory, 'local-admin.json'), 'utf8'))
  const api = new ApiClient(() => origin, token)
  await api.post('/api/repositories', { git_url: remote.url, full_name: 'acme/shop', is_default: true })
  await api.post('/api/agents', { name: 'Simulator', adapter: 'simulator' })
}

test('it is small, has its pages, and no tests', async () => {
  const files = await readdir(join(folder, 'node_modules', 'dispatch'), { recursive: true })
  expect(files).toContain(join('.next', 'BUILD_ID'))
  expect(files.filter((file) => /\.test\.tsx?$|^test|\.env$|^\.dispatch|^\.next\/(cache|dev)|\.map$/.test(file))).toEqual([])
})

test('npx runs it on whatever Node.js the machine has', async () => {
  expect((await npx('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  expect((await npx('--help')).stdout).toContain('list, read and change issues')
}, 120_000)

test('npx starts a server with its pages and with simulated agents, and speaks to it', async () => {
  const server = spawn('npx', ['--no', '--', 'dispatch', 'demo', '--port', '0'], {
    cwd: folder,
    env: exactly({ ...environment, DISPATCH_PASSWORD: 'correct horse battery staple' }),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let output = ''
  for (const stream of [server.stdout, server.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
  try {
    const origin = await waitFor(() => /^ {2}Board +(http:\/\/\S+)/m.exec(output)?.[1], {
      what: `the server to say where it is: ${output}`,
      timeoutMs: 180_000,
    })
    const directory = await waitFor(() => /embedded, in (\S+)/.exec(output)?.[1], { what: 'the data directory' })
    const login = await fetch(`${origin}/login`)
    const page = await login.text()
    expect([login.status, page]).toEqual([200, expect.stringContaining('/_next/static/')])
    const script = /\/_next\/static\/[^"]+\.js/.exec(page)?.[0] ?? ''
    expect((await fetch(new URL(script, origin))).status).toBe(200)

    environment.DISPATCH_DATA_DIR = directory
    expect((await npx('issue', 'create', 'From the package')).stdout).toContain('From the package')
    expect((await npx('issue', 'list', '--json')).stdout).toContain('From the package')
    await connectSimulator(origin, directory)
    // Agents and their watchdog are programs of ours in processes of their own.
    const watched = await npx('run', 'start', 'DISPATCH-1', '-a', 'Simulator', '--watch')
    expect(watched.stderr).toContain('succeeded: investigation complete')
  } finally {
    if (server.pid) process.kill(-server.pid, 'SIGTERM')
    await waitFor(() => server.exitCode !== null || server.signalCode !== null, { what: 'the server to end' })
  }
}, 400_000)
