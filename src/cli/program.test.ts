import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { expect, test } from 'vitest'
import { createProgram } from './program.ts'
import { exitCodeOf, exitCodes } from './shared/exit-codes.ts'

const document = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'cli.md'), 'utf8')

function leaves(command: Command, path = ''): { path: string; command: Command }[] {
  return command.commands.flatMap((one) => {
    const name = `${path} ${one.name()}`.trim()
    return one.commands.length > 0 ? leaves(one, name) : [{ path: name, command: one }]
  })
}

const commands = leaves(createProgram()).filter(({ path }) => path !== 'complete')

test('every command and every option says what it does', () => {
  expect(commands.length).toBeGreaterThan(25)
  for (const { path, command } of commands) {
    expect(command.description(), path).not.toBe('')
    for (const option of command.options) expect(option.description, `${path} ${option.flags}`).not.toBe('')
  }
})

test('the document names every command and every exit code', () => {
  const missing = commands.filter(({ path }) => !document.includes(path) && !document.includes(`\`${path.split(' ').at(-1)}\``))
  expect(missing.map(({ path }) => path)).toEqual([])
  for (const code of Object.values(exitCodes)) expect(document).toMatch(new RegExp(`^\\| ${code} \\|`, 'm'))
})

test('every refusal of the API has an exit code that tells its kind', () => {
  const codeOf = (status: number) => exitCodeOf({ status, code: 'any' })
  expect([400, 401, 403, 404, 409, 412, 413, 415, 422, 429, 500, 502, 503].map(codeOf)).toEqual([
    2, 4, 4, 3, 5, 5, 2, 2, 2, 6, 1, 6, 6,
  ])
  expect(exitCodeOf({ status: 503, code: 'data_directory_in_use' })).toBe(exitCodes.conflict)
})
