import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { prepareDataDirectory } from './data-directory.ts'

let place: string
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'dispatch-data-'))
  await writeFile(join(place, 'file'), '')
})
afterAll(() => rm(place, { recursive: true, force: true }))

test('it is made with all that leads there, for this user alone, and may be there already', async () => {
  const path = join(place, 'a', 'b')
  await prepareDataDirectory(path)
  await prepareDataDirectory(path)
  expect((await stat(path)).mode & 0o777).toBe(0o700)
})

test.each([
  ['a file', () => join(place, 'file'), 'there is a file of that name'],
  ['a path through a file', () => join(place, 'file', 'x'), 'a part of the path is a file'],
  ['the root', () => '/', 'root of the file system'],
  ['where no directory can be made', () => '/proc/nothing/x', 'cannot be used'],
])('%s is refused with the reason', async (_, path, reason) => {
  await expect(prepareDataDirectory(path())).rejects.toMatchObject({
    code: 'data_directory_unusable',
    detail: expect.stringContaining(reason),
  })
})
