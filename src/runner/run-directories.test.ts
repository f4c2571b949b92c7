// What an agent may leave in place of its home must not lead Dispatch elsewhere.
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { directoriesOf, makeRunDirectories, removeRunDirectories } from './run-directories.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'dispatch-directories-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

test('a session is kept, the rest goes', async () => {
  const run = directoriesOf(join(root, 'runs'), 'run_1')
  await makeRunDirectories(run, false)
  writeFileSync(join(run.home, '.claude', 'session'), 'x')
  writeFileSync(join(run.home, 'tmp', 'rest'), 'x')
  await removeRunDirectories(run, true)
  expect(existsSync(join(run.home, '.claude', 'session'))).toBe(true)
  expect([run.control, join(run.home, 'tmp')].map((path) => existsSync(path))).toEqual([false, false])
})

test('a link in place of the home is removed, and nothing behind it', async () => {
  const precious = join(root, 'elsewhere', 'tmp', 'precious')
  mkdirSync(join(root, 'elsewhere', 'tmp'), { recursive: true })
  writeFileSync(precious, 'x')
  const run = directoriesOf(join(root, 'runs'), 'run_1')
  mkdirSync(run.root, { recursive: true })
  symlinkSync(join(root, 'elsewhere'), run.home)
  await makeRunDirectories(run, true)
  expect(existsSync(precious)).toBe(true)
  expect(existsSync(join(root, 'elsewhere', '.claude'))).toBe(false)
  expect(existsSync(join(run.home, '.claude'))).toBe(true)
})
