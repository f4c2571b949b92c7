// A pull request in a few pixels: number and what its checks say.
import { Check, CircleDashed, GitMerge, GitPullRequest, GitPullRequestClosed, GitPullRequestDraft, X } from 'lucide-react'
import { cx } from './class-names.ts'

interface PullMarkProps {
  pull: { number: number; state: 'open' | 'draft' | 'closed' | 'merged'; ci_state: 'pending' | 'success' | 'failure' | null }
}

const stateIcons = { open: GitPullRequest, draft: GitPullRequestDraft, closed: GitPullRequestClosed, merged: GitMerge }
const checks = {
  pending: { icon: CircleDashed, tone: 'text-work', words: 'checks are running' },
  success: { icon: Check, tone: 'text-good', words: 'checks passed' },
  failure: { icon: X, tone: 'text-fail', words: 'checks failed' },
}

export function PullMark({ pull }: PullMarkProps) {
  const State = stateIcons[pull.state]
  const check = pull.ci_state && checks[pull.ci_state]
  const words = `Pull request ${pull.number}, ${pull.state}${check ? `, ${check.words}` : ''}`
  return (
    <span role="img" aria-label={words} title={words} className="inline-flex items-center gap-0.5">
      <State aria-hidden size={12} />
      <span>#{pull.number}</span>
      {check && <check.icon aria-hidden size={11} strokeWidth={2.5} className={cx('ml-0.5', check.tone)} />}
    </span>
  )
}
