// What came with a deployment: pull requests with how each is known to be in it, commits, and why it counts as production.
'use client'
import { CircleCheck, CircleHelp } from 'lucide-react'
import { IssueLink } from '../../issues/ui/issue-link.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Facts } from '../../ui/facts.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import { fixLook } from './fix-words.ts'
import { type CarriedPull, type ShippedDetail, useShippedDetail } from './shipped-queries.ts'
import { sourceText } from './shipped-words.ts'

export function ShippedContents({ id }: { id: string }) {
  const detail = useShippedDetail(id)
  if (detail.error) return <ErrorState error={detail.error} onRetry={() => void detail.refetch()} />
  if (!detail.data) return <SkeletonRows count={3} label="Loading what it carries" />
  return (
    <div className="flex flex-col gap-3 rounded-md border bg-panel px-3 py-2.5">
      {detail.data.pull_requests.length > 0 && (
        <ul aria-label="Pull requests" className="flex flex-col gap-2.5">
          {detail.data.pull_requests.map((pull) => (
            <li key={pull.id}>
              <Pull pull={pull} />
            </li>
          ))}
        </ul>
      )}
      <Commits deployment={detail.data} />
      <Facts items={factsOf(detail.data)} />
    </div>
  )
}

function Pull({ pull }: { pull: CarriedPull }) {
  const Icon = pull.contains === 'yes' ? CircleCheck : CircleHelp
  return (
    <>
      <p className="flex min-w-0 items-center gap-1.5">
        <Icon aria-hidden size={13} className={pull.contains === 'yes' ? 'shrink-0 text-good' : 'shrink-0 text-need'} />
        <span className="sr-only">{pull.contains === 'yes' ? 'Carried:' : 'Not known:'}</span>
        <PullName pull={pull} />
        <span className="min-w-0 truncate">{pull.title}</span>
      </p>
      <p className="pl-5 text-ink-3 text-meta">{pull.sentence}</p>
      {pull.issues.map((issue) => (
        <div key={issue.id} className="pl-6">
          <IssueLink issue={issue} hint={issue.link_kind === 'mentions' ? 'mentioned' : null} />
        </div>
      ))}
      {pull.fixes.map((fix) => (
        <p key={fix.id} className="pl-5 text-meta">
          <span className="font-medium">Fix of {fix.issue_identifier}:</span> {fixLook(fix).text}.{' '}
          <span className="text-ink-2">{fix.state_detail}</span>
        </p>
      ))}
    </>
  )
}

function PullName({ pull }: { pull: CarriedPull }) {
  const name = <span className="font-mono text-meta">#{pull.number}</span>
  if (!pull.url) return name
  return (
    <a href={pull.url} rel="noreferrer" className="text-accent hover:underline">
      {name}
    </a>
  )
}

function Commits({ deployment: { commits, previous, relation } }: { deployment: ShippedDetail }) {
  if (relation === 'rollback' || relation === 'same') return null
  const since = previous ? `since ${previous.sha.slice(0, 7)}` : 'that Dispatch knows of'
  if (commits.count === 0) return <p className="text-ink-3 text-meta">The commits {since} are not known: no push told of them.</p>
  return (
    <details>
      <summary className="cursor-pointer text-ink-2 text-meta">
        {commits.count === 1 ? '1 commit' : `${commits.count} commits`} {since}
        {previous && !commits.is_known && ', perhaps more: some pushes are not known'}
      </summary>
      <ul className="mt-1 flex max-h-60 flex-col gap-0.5 overflow-auto">
        {commits.items.map(({ sha, message }) => (
          <li key={sha} className="flex min-w-0 gap-2 text-meta">
            <span className="font-mono text-ink-3">{sha.slice(0, 7)}</span>
            <span className="min-w-0 truncate">{message}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}

function factsOf(deployment: ShippedDetail) {
  const { is_production, production_reason, source, url, rolled_back_by: by, sha, listed_commits: listed } = deployment
  return [
    [is_production ? 'Counts as production' : 'Does not count as production', production_reason],
    ['Told by', url ? <Outside key="url" url={url} text={sourceText(source)} /> : sourceText(source)],
    ['Lists', listed > 0 && `${listed} commits`],
    ['Rolled back', by && <RolledBack key="by" sha={by.sha} at={by.deployed_at} />],
    [
      'Commit',
      <span key="sha" className="break-all font-mono text-meta">
        {sha}
      </span>,
    ],
  ] as const
}

const Outside = ({ url, text }: { url: string; text: string }) => (
  <a href={url} rel="noreferrer" className="text-accent hover:underline">
    {text}
  </a>
)

const RolledBack = ({ sha, at }: { sha: string; at: string }) => (
  <>
    to <span className="font-mono text-meta">{sha.slice(0, 7)}</span>, <RelativeTime at={at} />
  </>
)
