// Finding the binary: configured, pinned, PATH, and a reason when there is none that works.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { pinnedBinary, probeBinary } from './binary.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'dispatch-binary-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

function fake(script: string): string {
  const file = join(directory, 'claude')
  writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  return file
}

test.runIf(pinnedBinary() !== null)('the pinned package is used when nothing is configured', async () => {
  expect(await probeBinary({ configured: null, path: directory })).toMatchObject({
    ok: true,
    version: '2.1.330',
    location: pinnedBinary(),
  })
})

test('a configured binary that does not work is not replaced by another one', async () => {
  const check = await probeBinary({ configured: join(directory, 'nothing'), path: process.cwd() })
  expect(check).toMatchObject({
    ok: false,
    problem: expect.stringContaining('cannot be run'),
    remedy: expect.stringContaining('DISPATCH_CLAUDE_BIN'),
  })
})

test('an old binary is refused with the flags that it lacks', async () => {
  const configured = fake('[ "$1" = --version ] && echo "1.0.3 (Claude Code)" || echo "--output-format"')
  const check = await probeBinary({ configured, path: '/usr/bin:/bin' })
  expect(check).toMatchObject({ ok: false, version: '1.0.3', problem: expect.stringContaining('--permission-prompts') })
})

test('something else of that name is refused', async () => {
  expect(await probeBinary({ configured: fake('echo hello'), path: '/usr/bin:/bin' })).toMatchObject({
    ok: false,
    problem: expect.stringContaining('version'),
  })
})
