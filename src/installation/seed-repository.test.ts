import { afterAll, beforeAll, expect, test } from 'vitest'
import { readRepositories } from '#src/repositories/connect-repository.ts'
import { type TestTracker, testTracker } from '#test/tracker.ts'
import { seedRepository } from './seed-repository.ts'

let tracker: TestTracker
beforeAll(async () => {
  tracker = await testTracker({ environment: { GITHUB_REPO: 'acme/shop' } })
})
afterAll(() => tracker.runtime.close())

const repositories = () => readRepositories(tracker.workspace.person())

test('a repository that cannot be reached is left for the next start', async () => {
  await seedRepository(tracker.runtime, async () => ({ ok: false, detail: 'no answer' }))
  expect(await repositories()).toEqual([])
})

test('the named repository is connected once, as the default', async () => {
  const asked: string[] = []
  const probe = async (gitUrl: string) => {
    asked.push(gitUrl)
    return { ok: true as const, defaultBranch: 'trunk' }
  }
  await seedRepository(tracker.runtime, probe)
  await seedRepository(tracker.runtime, probe)
  expect(await repositories()).toMatchObject([
    { full_name: 'acme/shop', provider: 'github', default_branch: 'trunk', is_default: true },
  ])
  expect(asked).toEqual(['https://github.com/acme/shop.git'])
})
