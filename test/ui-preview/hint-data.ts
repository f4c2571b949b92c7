// What the preview found out by itself: suspect commits of errors, and a pull request that is suggested for one.
import type { Hono } from 'hono'
import type { PullLink, Suspects } from '#src/fixes/schemas.ts'
import { makePulls } from './fix-data.ts'
import { problem } from './respond.ts'
import { findIssue, type PreviewState } from './state.ts'
import type { Issue } from './types.ts'
import { ago } from './workspace-data.ts'

const none = { first_seen: ago(2900), looked_at: ago(2890), repository: 'acme/shop', commits: [] }

export function makeSuspects(issue: Issue): Suspects {
  if (issue.title.includes('TypeError')) return { ...none, ...found }
  if (issue.title.includes('RangeError'))
    return {
      ...none,
      state: 'none',
      detail: 'None of the 14 commits to main in the 48 hours before 2026-11-19 08:12 UTC touches a file of its stack.',
      deployments: [],
    }
  const detail = 'Nobody has looked yet: the stack trace of its newest event is not known. It comes with SENTRY_API_TOKEN.'
  return { ...none, state: 'unknown', detail, looked_at: null, deployments: [] }
}

const github = 'https://github.com/acme/shop'
const found: Pick<Suspects, 'state' | 'detail' | 'commits' | 'deployments'> = {
  state: 'found',
  detail: '2 of 23 commits to main in the 48 hours before 2026-11-20 09:41 UTC touch files of its stack.',
  commits: [
    {
      sha: 'e83c5163316f89bfbde7d9ab23ca2e25604af290',
      subject: 'Compute the total of a basket lazily (#231)',
      url: `${github}/commit/e83c5163316f89bfbde7d9ab23ca2e25604af290`,
      committed_at: ago(3100),
      score: 0.87,
      files: ['src/basket/total.ts', 'src/basket/summary.tsx'],
      pull_request: {
        repository: 'acme/shop',
        number: 231,
        title: 'Compute the total of a basket lazily',
        url: `${github}/pull/231`,
      },
    },
    {
      sha: '0e25143693bfe1d5c233d3a3d2b8e3d6c7b8a9f0',
      subject: 'Round half up everywhere',
      url: `${github}/commit/0e25143693bfe1d5c233d3a3d2b8e3d6c7b8a9f0`,
      committed_at: ago(4300),
      score: 0.31,
      files: ['src/money/round.ts'],
      pull_request: null,
    },
  ],
  deployments: [
    {
      id: 'dep_0',
      environment: 'production',
      sha: 'c4ca4238a0b923820dcc509a6f75849b00000000',
      url: null,
      deployed_at: ago(2950),
      is_before: true,
    },
    {
      id: 'dep_1',
      environment: 'production',
      sha: 'd3d9446802a44259755d38e6d163e82000000000',
      url: null,
      deployed_at: ago(2200),
      is_before: false,
    },
  ],
}

export function addHints(app: Hono, state: PreviewState): void {
  const decided = new Map<string, 'closes' | 'dismissed'>()
  app.get('/api/issues/:id/suspects', (c) => {
    const issue = findIssue(state, c.req.param('id'))
    return issue ? c.json(makeSuspects(issue)) : problem(c, 404, 'not_found', 'No such issue.')
  })
  app.get('/api/issues/:id/prs', (c) => {
    const issue = findIssue(state, c.req.param('id'))
    const suggestion = issue && suggestionFor(issue, decided.get(issue.id))
    return c.json({ items: issue ? [...makePulls(issue), ...(suggestion ? [suggestion] : [])] : [], next_cursor: null })
  })
  app.post('/api/issues/:id/prs/:link/confirm', (c) => {
    const issue = findIssue(state, c.req.param('id'))
    if (issue) decided.set(issue.id, 'closes')
    const link = issue && suggestionFor(issue, 'closes')
    return link ? c.json(link) : problem(c, 404, 'not_found', 'No such link.')
  })
  app.delete('/api/issues/:id/prs/:link', (c) => {
    const issue = findIssue(state, c.req.param('id'))
    if (issue) decided.set(issue.id, 'dismissed')
    return c.body(null, 204)
  })
}

function suggestionFor(issue: Issue, decided?: 'closes' | 'dismissed'): PullLink | null {
  if (decided === 'dismissed' || issue.pull_request || !/times out|ECONNRESET/.test(issue.title)) return null
  return {
    id: `lnk_${issue.id}`,
    repository: 'acme/shop',
    number: 244,
    title: 'Stream large reports instead of building them in memory',
    url: `${github}/pull/244`,
    state: 'open',
    ci_state: 'success',
    author: 'robin',
    head_branch: 'stream-reports',
    base_branch: 'main',
    merge_sha: null,
    merged_at: null,
    link_kind: decided ?? 'suggested',
    matched_by: decided ? 'person' : 'similarity',
    score: 1.04,
    updated_at: ago(12),
  }
}
