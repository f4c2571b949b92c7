// A session is carried on, and a home that an agent prepared gives away nothing else.

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { carrySession } from './session-files.ts'

let root: string
let projects: string
const session = '3b6fa1f0-9a8f-4c40-9c27-0a4d6b3c1f11'

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'dispatch-session-')))
  projects = join(root, 'from', '.claude', 'projects')
  mkdirSync(join(projects, '-work'), { recursive: true })
  writeFileSync(join(root, 'secret'), 'a secret of the platform')
})
afterEach(() => rmSync(root, { recursive: true }))

const carry = (id = session) => carrySession(join(root, 'from'), join(root, 'to'), id)
const file = () => join(projects, '-work', `${session}.jsonl`)

test('the session file comes along at its place', async () => {
  writeFileSync(file(), 'the conversation')
  expect(await carry()).toBe(true)
  expect(readFileSync(join(root, 'to', '.claude', 'projects', '-work', `${session}.jsonl`), 'utf8')).toBe('the conversation')
})

test('without the file, or with a strange id, nothing is carried', async () => {
  expect(await carry()).toBe(false)
  expect(await carry('../../secret')).toBe(false)
})

test('a link instead of the file is not followed', async () => {
  symlinkSync(join(root, 'secret'), file())
  expect(await carry()).toBe(false)
})

test('a link on the way is not followed', async () => {
  mkdirSync(join(root, 'elsewhere'))
  writeFileSync(join(root, 'elsewhere', `${session}.jsonl`), 'a secret')
  rmSync(join(projects, '-work'), { recursive: true })
  symlinkSync(join(root, 'elsewhere'), join(projects, '-work'))
  expect(await carry()).toBe(false)
})

test('a pipe does not hold us', async () => {
  execFileSync('mkfifo', [file()])
  expect(await carry()).toBe(false)
})
