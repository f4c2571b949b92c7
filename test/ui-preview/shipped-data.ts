// Deployments of the preview: one that carries fixes, one that was rolled back, the rollback, and a staging one.
import type { z } from 'zod'
import type { shippedDetailSchema } from '#src/fixes/deployment-schemas.ts'
import type { Issue } from './types.ts'
import { ago } from './workspace-data.ts'

export type ShippedDetail = z.infer<typeof shippedDetailSchema>
type Pull = ShippedDetail['pull_requests'][number]

const sha = (letter: string) => letter.repeat(40)

function pullOf(issue: Issue | undefined, more: Partial<Pull> = {}): Pull {
  const { id = 'iss_0', identifier = 'DISPATCH-1', title = 'An issue', status } = issue ?? {}
  const fix = { id: `fix_${id}`, issue_id: id, issue_identifier: identifier, state: 'watching' as const, broken_at: null }
  return {
    id: `pul_${id}`,
    repository: 'acme/shop',
    number: 88,
    title: `Guard the total of an empty cart`,
    url: 'https://github.com/acme/shop/pull/88',
    merge_sha: sha('d'),
    merged_at: ago(90),
    contains: 'yes',
    how: 'push_chain',
    sentence: 'The recorded pushes lead from its merge to what was deployed.',
    issues: [
      {
        id,
        identifier,
        title,
        status: { name: status?.name ?? 'Done', category: status?.category ?? 'done' },
        link_kind: 'closes',
      },
    ],
    fixes: [{ ...fix, state_detail: 'Runs in production since c4ca423 was deployed.', confidence: null, sureness: null }],
    ...more,
  }
}

export function makeShipped(issues: Issue[]): ShippedDetail[] {
  const [first, second, third] = issues
  const unknown = { contains: 'unknown' as const, how: 'nothing_known' as const, fixes: [], issues: [], number: 91 }
  const sentence = 'It was merged meanwhile; whether it is in there is not known.'
  const back = { id: 'dep_4', sha: sha('a'), deployed_at: ago(900) }
  const verified = pullOf(second, { how: 'equal', number: 80, sentence: 'Its merge commit is what was deployed.' })
  return [
    shipped('dep_5', {
      sha: sha('c'),
      deployed_at: ago(60),
      pull_requests: [pullOf(first), pullOf(third, { ...unknown, sentence })],
    }),
    shipped('dep_s', {
      sha: sha('c'),
      deployed_at: ago(80),
      environment: 'staging',
      is_production: false,
      production_reason: 'The environment staging is none of the production environments (production, prod).',
    }),
    shipped('dep_4', { ...back, relation: 'rollback' }),
    shipped('dep_3', { sha: sha('b'), deployed_at: ago(1000), rolled_back_by: back, pull_requests: [verified] }),
    shipped('dep_2', { sha: sha('a'), deployed_at: ago(3000), relation: 'first', previous: null, source: 'workflow_run' }),
  ]
}

function shipped(id: string, more: Partial<ShippedDetail>): ShippedDetail {
  const pulls = more.pull_requests ?? []
  const sure = pulls.filter(({ contains }) => contains === 'yes')
  return {
    id,
    repository: 'acme/shop',
    environment: 'production',
    is_production: true,
    production_reason: 'Deployed to production.',
    sha: sha('e'),
    source: 'deployment_status',
    url: null,
    deployed_at: ago(60),
    received_at: ago(60),
    previous: { id: 'dep_0', sha: sha('9'), deployed_at: ago(5000) },
    relation: 'forward',
    rolled_back_by: null,
    pull_request_count: sure.length,
    unknown_count: pulls.length - sure.length,
    issues: sure.flatMap(({ issues }) => issues),
    fixes: sure.flatMap(({ fixes }) => fixes),
    commits: {
      is_known: true,
      count: 2,
      items: [
        { sha: sha('d'), message: 'Merge pull request #88 from acme/guard-total' },
        { sha: sha('7'), message: 'Guard the total of an empty cart' },
      ],
    },
    listed_commits: 0,
    pull_requests: pulls,
    ...more,
  }
}
