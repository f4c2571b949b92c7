import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { sha } from '#test/fixtures/github/payloads.ts'
import { type Asked, type StandIn, startStandIn } from '#test/stand-ins/http.ts'
import { createGitHubClient } from './client.ts'
import { githubHistory } from './history.ts'

// As https://docs.github.com/en/rest/commits/commits answers, the parts that are read.
const commits = new Map([
  [sha('one'), { message: 'Confirm orders (#7)\n\nWhy.', date: '2026-03-01T12:00:00Z', files: ['src/orders/confirm.ts', '-rf'] }],
  [sha('two'), { message: 'No date', date: undefined, files: ['a.ts'] }],
])
let api: StandIn
beforeAll(async () => {
  api = await startStandIn(answer)
})
beforeEach(() => {
  api.asked.length = 0
})
afterAll(() => api?.close())

function answer({ path }: Asked) {
  if (path === '/repos/acme/shop/commits') return { status: 200, json: [...commits.keys()].map((name) => ({ sha: name })) }
  const found = commits.get(path.replace('/repos/acme/shop/commits/', ''))
  if (!found) return { status: 404, json: { message: 'Not Found' } }
  const { message, date, files } = found
  return { status: 200, json: { commit: { message, committer: { date } }, files: files.map((filename) => ({ filename })) } }
}

const shop = {
  id: 'rep_1',
  workspace_id: 'wsp_1',
  full_name: 'acme/shop',
  provider: 'github' as const,
  git_url: '',
  default_branch: 'main',
}
const span = { since: new Date('2026-02-28T12:00:00Z'), until: new Date('2026-03-02T12:00:00Z') }
const read = (change: object = {}, signal = AbortSignal.timeout(5_000)) => {
  const client = createGitHubClient({ apiUrl: api.url, token: 'ghp_stand_in', retryBaseMs: 1 })
  return githubHistory(client).read({ repository: shop, isDefaultWorkspace: true, ...span, ...change }, signal)
}

test('the commits of the span are read with their files; one without a date is left out', async () => {
  expect(await read()).toEqual([
    {
      sha: sha('one'),
      subject: 'Confirm orders (#7)',
      committedAt: '2026-03-01T12:00:00.000Z',
      files: ['src/orders/confirm.ts', '-rf'],
    },
  ])
  const [list] = api.asked
  expect(Object.fromEntries(list?.query ?? [])).toMatchObject({ sha: 'main', since: '2026-02-28T12:00:00.000Z' })
})

test('nobody asks with credentials that are not the workspace’s, nor GitHub about a plain remote', async () => {
  expect(await read({ isDefaultWorkspace: false })).toBeNull()
  expect(await read({ repository: { ...shop, provider: 'git' } })).toBeNull()
  expect(api.asked).toEqual([])
})

test('a refusal is told, and who has waited long enough goes', async () => {
  api.next.push({ status: 404, json: { message: 'Not Found' } })
  await expect(read()).rejects.toThrow()
  api.next.push('hang')
  await expect(read({}, AbortSignal.timeout(50))).rejects.toThrow()
})
