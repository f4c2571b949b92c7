import { expect, test } from 'vitest'
import { sha } from '#test/fixtures/github/payloads.ts'
import { intakeOfFile } from '#test/intake-of-file.ts'
import { request, testWorkspace } from '#test/runtime.ts'
import { deployedFix, merge, merged, moveTo } from '#test/story.ts'

const intake = intakeOfFile()

const get = (path: string, key = intake.workspace.adminKey) => request(intake.api, { path, key })

test('an issue shows its fix attempts with their evidence', async () => {
  const { identifier, issueId } = await deployedFix(intake)
  const response = await get(`/api/issues/${identifier}/fix`)
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({
    items: [
      {
        issue_id: issueId,
        issue_identifier: identifier,
        pull_request: { repository: 'acme/shop', number: 7 },
        state: 'watching',
        merge_sha: merge,
        evidence: { recurrences: [] },
      },
    ],
    next_cursor: null,
  })
})

test('the pipeline lists attempts in pages and counts where they stand', async () => {
  const { identifier } = await deployedFix(intake)
  moveTo(intake, 200)
  await intake.github('pull_request', merged(200, `Fix ${identifier} again`, { number: 8, mergeSha: sha('second') }))
  const page = await (await get('/api/fixes?limit=1')).json()
  expect(page).toMatchObject({
    items: [{ state: 'awaiting_deploy' }],
    counts: { awaiting_deploy: 1, watching: 0, superseded: 1, verified: 0 },
  })
  const rest = await (await get(`/api/fixes?limit=1&cursor=${page.next_cursor}`)).json()
  expect(rest).toMatchObject({ items: [{ state: 'superseded' }], next_cursor: null })
  const some = await (await get('/api/fixes?state=superseded&state=verified')).json()
  expect(some.items).toHaveLength(1)
})

test.each(['/api/fixes?state=unknown', '/api/fixes?cursor=x', '/api/deployments?limit=201'])('%s is refused', async (path) => {
  expect((await get(path)).status).toBe(422)
})

test('what belongs to another workspace does not exist', async () => {
  const { issueId } = await deployedFix(intake)
  const other = await testWorkspace(intake.runtime)
  for (const path of [`/api/issues/${issueId}/fix`, `/api/issues/${issueId}/prs`])
    expect((await get(path, other.adminKey)).status).toBe(404)
  expect(await (await get('/api/fixes', other.adminKey)).json()).toMatchObject({ items: [], counts: { watching: 0 } })
  expect(await (await get('/api/deployments', other.adminKey)).json()).toMatchObject({ items: [] })
  const links = await (await get(`/api/issues/${issueId}/prs`)).json()
  const path = `/api/issues/${issueId}/prs/${links.items[0].id}`
  expect((await request(intake.api, { method: 'DELETE', path, key: other.adminKey })).status).toBe(404)
})

test('writing needs a scope for it', async () => {
  const { issueId } = await deployedFix(intake)
  const key = await intake.workspace.apiKey('read')
  const path = `/api/issues/${issueId}/prs`
  expect((await request(intake.api, { method: 'POST', path, key, body: { repository: 'acme/shop', number: 1 } })).status).toBe(
    403,
  )
  const body = { repository: 'acme/shop', sha: sha('x') }
  expect((await request(intake.api, { method: 'POST', path: '/api/deployments', key, body })).status).toBe(403)
})
