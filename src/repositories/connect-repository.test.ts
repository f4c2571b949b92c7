import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Ctx } from '#src/platform/context.ts'
import { startRun } from '#src/runs/start-run.ts'
import { anIssue, type RunsKit, runsKit, type Shop, shop } from '#test/runs/runs-runtime.ts'
import { changeRepository, connectRepository, disconnectRepository, readRepositories } from './connect-repository.ts'

let kit: RunsKit
let root: string
let home: Shop
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'dispatch-folders-'))
  for (const name of ['shared', 'shared/one.git', 'elsewhere.git']) mkdirSync(join(root, name))
  kit = await runsKit({ environment: { DISPATCH_REPOSITORY_ROOTS: join(root, 'shared') } })
  home = await shop(kit)
  const data = join(kit.runtime.config.DISPATCH_DATA_DIR, 'repos')
  mkdirSync(data)
  symlinkSync(data, join(root, 'link-to-data'))
  symlinkSync(join(root, 'elsewhere.git'), join(root, 'shared/link.git'))
})
afterAll(async () => {
  await kit.runtime.close()
  rmSync(root, { recursive: true })
})

const found = async () => ({ ok: true as const, defaultBranch: 'main' })

test('of repositories that become the default one at the same moment, one is, and none is called connected already', async () => {
  const admin = (await shop(kit)).person()
  const connect = (name: string) => connectRepository(admin, { git_url: `acme/${name}`, is_default: true }, found)
  const made = await Promise.all(['one', 'two', 'three', 'four'].map(connect))
  await Promise.all(made.map(({ id }) => changeRepository(admin, id, { is_default: true })))
  expect((await readRepositories(admin)).filter(({ is_default }) => is_default)).toHaveLength(1)
})

test('a folder of the machine is for admins of the default workspace; elsewhere only what whoever runs it has named', async () => {
  const other = (await shop(kit)).person()
  const connect = (ctx: Ctx, path: string) => connectRepository(ctx, { git_url: join(root, path) }, found)
  const refused = { status: 403, code: 'folder_not_allowed' }
  expect(await connect(home.person(), 'elsewhere.git')).toMatchObject({ provider: 'git', name: 'elsewhere' })
  expect(await connect(other, 'shared/one.git')).toMatchObject({ name: 'one' })
  for (const path of ['elsewhere.git', 'shared/link.git', 'shared/../elsewhere.git', 'nothing-there', 'shared/nothing'])
    await expect(connect(other, path), path).rejects.toMatchObject(refused)
  await expect(connect(home.person(), 'link-to-data')).rejects.toMatchObject(refused)
  await expect(connect(home.person(), 'nothing-there')).rejects.toMatchObject({ code: 'repository_unreachable' })
})

test('a repository is not disconnected under a run that starts at the same moment', async () => {
  for (let round = 0; round < 5; round++) {
    const place = await shop(kit)
    const issue = await anIssue(place)
    const [gone, run] = await Promise.allSettled([
      disconnectRepository(place.person(), place.repositoryId),
      startRun(place.person(), { issue, kind: 'investigate' }),
    ])
    expect([gone.status, run.status].sort()).toEqual(['fulfilled', 'rejected'])
  }
})
