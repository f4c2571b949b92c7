// What may have caused an error: commits that touched its files shortly before, and what was deployed around its first occurrence.
'use client'
import { Tag } from '../../ui/badge.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { SkeletonRows } from '../../ui/skeleton.tsx'
import type { Suspects } from '../schemas.ts'
import { useSuspects } from './fix-queries.ts'

export function SuspectsPanel({ issueId }: { issueId: string }) {
  const suspects = useSuspects(issueId)
  if (suspects.isPending) return <SkeletonRows count={2} label="Loading suspect commits" />
  if (suspects.error && !suspects.data) return <ErrorState error={suspects.error} onRetry={() => void suspects.refetch()} />
  if (!suspects.data) return null
  const { commits, deployments, detail, state } = suspects.data
  return (
    <div className="flex flex-col gap-3">
      {commits.length > 0 ? (
        <ol aria-label="Suspect commits" className="flex flex-col gap-2">
          {commits.map((commit) => (
            <SuspectCommit key={commit.sha} commit={commit} />
          ))}
        </ol>
      ) : (
        <p className="text-ink-3 text-meta">
          {state === 'unknown' ? 'Not known. ' : ''}
          {detail}
        </p>
      )}
      <div className="flex flex-col gap-1">
        <h3 className="text-ink-2 text-meta">Deploys around</h3>
        <DeploysAround deployments={deployments} />
      </div>
    </div>
  )
}

function SuspectCommit({ commit }: { commit: Suspects['commits'][number] }) {
  const { sha, subject, url, score, files, pull_request: pull, committed_at } = commit
  return (
    <li className="flex min-w-0 flex-col gap-0.5">
      <span className="flex min-w-0 items-center gap-2">
        <OutsideLink href={url} label={sha.slice(0, 7)} />
        <span className="min-w-0 flex-1 truncate" title={subject}>
          {subject}
        </span>
        <Tag title="How near to the error, how recent, how many of its files: between 0 and 1">{score.toFixed(2)}</Tag>
      </span>
      <span className="truncate text-ink-3 text-meta" title={files.join('\n')}>
        <RelativeTime at={committed_at} />
        {pull && (
          <>
            {' · '}
            <OutsideLink href={pull.url} label={`#${pull.number}`} />
          </>
        )}
        {' · '}
        {files.join(', ')}
      </span>
    </li>
  )
}

function DeploysAround({ deployments }: Pick<Suspects, 'deployments'>) {
  if (deployments.length === 0)
    return <p className="text-ink-3 text-meta">No production deploy is known around its first occurrence.</p>
  return (
    <ul aria-label="Deploys around" className="flex flex-col gap-1">
      {deployments.map((deployment) => (
        <li key={deployment.id} className="flex min-w-0 items-center gap-2 text-meta">
          <OutsideLink href={deployment.url} label={deployment.sha.slice(0, 7)} />
          <span className="min-w-0 flex-1 truncate text-ink-2">{deployment.environment}</span>
          <span className="text-ink-3">
            {deployment.is_before ? 'before, ' : 'after, '}
            <RelativeTime at={deployment.deployed_at} />
          </span>
        </li>
      ))}
    </ul>
  )
}

function OutsideLink({ href, label }: { href: string | null; label: string }) {
  if (!href) return <span className="font-mono">{label}</span>
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow" className="font-mono text-accent hover:underline">
      {label}
    </a>
  )
}
