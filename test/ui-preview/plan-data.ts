// Plans of the preview: two versions of one, and another that waits.
import { createHash } from 'node:crypto'
import { byTitle } from './issue-data.ts'
import type { Issue, Plan } from './types.ts'
import { ago } from './workspace-data.ts'

const hash = (content: string) => createHash('sha256').update(content).digest('hex')

const planOne = `## What happens

\`renderSummary\` reads \`basket.price.total\`. A basket that is restored after 30 days has no \`price\` until the first quote returns.

## What I would change

1. \`src/checkout/summary.ts\`: return the placeholder row while \`price\` is missing
2. \`src/checkout/summary.test.ts\`: a basket without a price renders the placeholder

## Files

- \`src/checkout/summary.ts\`
- \`src/checkout/summary.test.ts\`
`
const planTwo = `## What happens

\`renderSummary\` reads \`basket.price.total\`. A basket that is restored after 30 days has no \`price\` until the first quote returns. 91 people saw a blank checkout since the release of yesterday.

## What I would change

1. \`src/basket/restore.ts\`: ask for a quote **before** the basket is handed to the page
2. \`src/checkout/summary.ts\`: return the placeholder row while \`price\` is missing
3. \`src/checkout/summary.test.ts\`: a basket without a price renders the placeholder
4. \`src/basket/restore.test.ts\`: a restored basket has a price, or says that it is being priced

## What I would not change

The quote service itself. Its timeout (2 s) is enough: p99 was 340 ms this week.

## Risk

A restored basket shows up to 340 ms later. Covered by the skeleton that the page already has.

## Files

- \`src/basket/restore.ts\`
- \`src/basket/restore.test.ts\`
- \`src/checkout/summary.ts\`
- \`src/checkout/summary.test.ts\`
`

export function makePlans(issues: Issue[]): Plan[] {
  const total = byTitle(issues, "reading 'total'")
  const host = byTitle(issues, '__Host-')
  const author = { type: 'run', id: 'run_05', name: 'Claude' } as const
  const plan = (init: Partial<Plan> & Pick<Plan, 'id' | 'issue_id' | 'version' | 'content'>): Plan => ({
    run_id: 'run_05',
    state: 'submitted',
    content_hash: hash(init.content),
    base_sha: '5d41402abc4b2a76b9719d911017c592aabbccdd',
    created_by: author,
    created_at: ago(184),
    decided_by: null,
    decided_at: null,
    feedback: null,
    versions: [],
    ...init,
  })
  return [
    plan({
      id: 'pln_1',
      issue_id: total.id,
      version: 1,
      content: planOne,
      run_id: 'run_06',
      state: 'changes_requested',
      created_at: ago(320),
      decided_by: { type: 'person', id: 'usr_1', name: 'Robin Vale' },
      decided_at: ago(210),
      feedback: 'This hides the symptom. Why does a restored basket have no price?',
    }),
    plan({ id: 'pln_2', issue_id: total.id, version: 2, content: planTwo }),
    plan({
      id: 'pln_3',
      issue_id: host.id,
      version: 1,
      content: planOne.replace('renderSummary', 'setCookie'),
      run_id: 'run_10',
      created_at: ago(35),
    }),
  ]
}
