import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunsKit, runsKit, shop } from '#test/runs/runs-runtime.ts'
import { changeRepository, connectRepository, readRepositories } from './connect-repository.ts'

let kit: RunsKit
beforeAll(async () => {
  kit = await runsKit()
})
afterAll(() => kit.runtime.close())

const found = async () => ({ ok: true as const, defaultBranch: 'main' })

test('of repositories that become the default one at the same moment, one is, and none is called connected already', async () => {
  const admin = (await shop(kit)).person()
  const connect = (name: string) => connectRepository(admin, { git_url: `acme/${name}`, is_default: true }, found)
  const made = await Promise.all(['one', 'two', 'three', 'four'].map(connect))
  await Promise.all(made.map(({ id }) => changeRepository(admin, id, { is_default: true })))
  expect((await readRepositories(admin)).filter(({ is_default }) => is_default)).toHaveLength(1)
})
