import { expect, test } from 'vitest'
import { sha } from '#test/fixtures/github/payloads.ts'
import { createGitHubClient } from './client.ts'
import { githubCodeHost } from './code-host.ts'

const answers: Record<string, unknown> = {
  '/repos/acme/shop': { id: 4507, full_name: 'acme/shop', default_branch: 'main' },
  '/repos/acme/shop/deployments': [
    {
      id: 1,
      sha: sha('one'),
      ref: 'main',
      environment: 'production',
      transient_environment: false,
      updated_at: '2026-03-02T10:00:00Z',
    },
    {
      id: 2,
      sha: sha('two'),
      ref: 'main',
      environment: 'production',
      transient_environment: false,
      updated_at: '2026-03-02T11:00:00Z',
    },
  ],
  '/repos/acme/shop/deployments/1/statuses': [
    { state: 'inactive', environment: 'production', created_at: '2026-03-02T11:01:00Z' },
    { state: 'success', environment: 'production', created_at: '2026-03-02T10:01:00Z' },
  ],
  '/repos/acme/shop/deployments/2/statuses': [
    { state: 'failure', environment: 'production', created_at: '2026-03-02T11:01:00Z' },
  ],
}

const fromAnswers: typeof fetch = async (input) => {
  const { pathname } = new URL(String(input))
  const json = answers[pathname]
  return Response.json(json ?? { message: 'Not Found' }, { status: json ? 200 : 404 })
}

test('successful deployments are told as their webhook would have told them', async () => {
  const options = { apiUrl: 'https://github.example.com', token: 'ghp_x', fetch: fromAnswers, retryBaseMs: 1 }
  const host = githubCodeHost(createGitHubClient(options))
  expect(await host.pollDeployments('acme/shop')).toMatchObject([
    {
      kind: 'deployment_succeeded',
      sha: sha('one'),
      environment: 'production',
      vendorId: '1',
      deployedAt: '2026-03-02T10:01:00.000Z',
    },
  ])
})
