// An issue: what it says, what is planned, what happened; beside it its properties and its path to proof.
'use client'
import { Guarded, OnlyFor } from '#src/access/ui/guarded.tsx'
import { useWorkspace } from '#src/access/ui/session.ts'
import { FixPanel } from '#src/fixes/ui/fix-panel.tsx'
import { useIssueFixes, useIssuePulls } from '#src/fixes/ui/fix-queries.ts'
import { issuePath } from '#src/fixes/ui/issue-path.ts'
import { IssuePathView } from '#src/fixes/ui/issue-path-view.tsx'
import { PullsPanel } from '#src/fixes/ui/pulls-panel.tsx'
import { SuspectsPanel } from '#src/fixes/ui/suspects-panel.tsx'
import { CommentForm } from '#src/issues/ui/comment-form.tsx'
import { IssueDescription } from '#src/issues/ui/issue-description.tsx'
import { IssueLink } from '#src/issues/ui/issue-link.tsx'
import { IssueProperties } from '#src/issues/ui/issue-properties.tsx'
import { IssueTitle } from '#src/issues/ui/issue-title.tsx'
import type { Issue } from '#src/issues/ui/issue-types.ts'
import { LinksPanel } from '#src/issues/ui/links-panel.tsx'
import { RelationsPanel } from '#src/issues/ui/relations-panel.tsx'
import { SimilarPanel } from '#src/issues/ui/similar-panel.tsx'
import { SubIssuesPanel } from '#src/issues/ui/sub-issues-panel.tsx'
import { WhyPanel } from '#src/issues/ui/why-panel.tsx'
import { IssueRuns, LiveRun } from '#src/runs/ui/issue-runs.tsx'
import { PlanSection } from '#src/runs/ui/plan-section.tsx'
import { useIssueRuns, usePlan } from '#src/runs/ui/run-queries.ts'
import { TimelineView } from '#src/runs/ui/timeline-view.tsx'
import { SidePanel } from '#src/ui/side-panel.tsx'
import { SimulatedMark } from '#src/ui/simulated-mark.tsx'
import { NextActionBar } from './next-action-bar.tsx'

export function IssueView({ issue }: { issue: Issue }) {
  const budget = useWorkspace().data?.policy.run_budget_usd ?? null
  const activeRun = useIssueRuns(issue.id).data?.find((run) => run.state !== 'finished')
  return (
    <div className="@container min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto flex max-w-[1180px] flex-col gap-6 px-4 py-4 @3xl:flex-row @3xl:px-6">
        <div className="flex min-w-0 flex-1 flex-col gap-4">
          <div className="flex flex-col gap-2">
            {issue.simulated && (
              <div>
                <SimulatedMark />
              </div>
            )}
            {issue.parent && <IssueLink issue={issue.parent} />}
            <IssueTitle issue={issue} />
          </div>
          <NextActionBar issue={issue} />
          <IssueDescription key={issue.id} issue={issue} />
          <PlanSection key={`plan ${issue.id}`} issueId={issue.id} costAtMost={issue.simulated ? 0 : budget} />
          {activeRun && <LiveRun run={activeRun} />}
          <section aria-label="Activity" className="flex flex-col gap-3">
            <h2 className="font-semibold text-ink text-read">Timeline</h2>
            <TimelineView issueId={issue.id} />
            <OnlyFor action="comment.write">
              <CommentForm key={issue.id} issueId={issue.id} />
            </OnlyFor>
          </section>
        </div>
        <IssueSide issue={issue} />
      </div>
    </div>
  )
}

function IssueSide({ issue }: { issue: Issue }) {
  const plan = usePlan(issue.id).data ?? null
  const pulls = useIssuePulls(issue.id).data?.items ?? []
  const fix = useIssueFixes(issue.id).data?.items[0] ?? null
  return (
    <aside aria-label="Properties" className="flex shrink-0 flex-col gap-px @3xl:w-[284px]">
      <SidePanel title="Properties">
        <Guarded action="issue.write">
          <IssueProperties issue={issue} />
        </Guarded>
      </SidePanel>
      <SidePanel title="Path">
        <IssuePathView steps={issuePath({ issue, plan, pulls, fix })} since={issue.waiting_on.since} />
      </SidePanel>
      <SidePanel title={issue.waiting_on.who === 'agent' ? 'What happens next' : 'Why is nothing happening?'}>
        <WhyPanel issueId={issue.id} />
      </SidePanel>
      <SidePanel title="Sub-issues">
        <SubIssuesPanel issue={issue} />
      </SidePanel>
      <SidePanel title="Relations">
        <RelationsPanel issue={issue} />
      </SidePanel>
      <SidePanel title="Links elsewhere">
        <LinksPanel issue={issue} />
      </SidePanel>
      <SidePanel title="Pull requests">
        <PullsPanel issueId={issue.id} />
      </SidePanel>
      {issue.is_error_sourced && (
        <SidePanel title="Fix">
          <FixPanel issueId={issue.id} />
        </SidePanel>
      )}
      {issue.is_error_sourced && (
        <SidePanel title="Suspect commits">
          <SuspectsPanel issueId={issue.id} />
        </SidePanel>
      )}
      <SidePanel title="Runs">
        <IssueRuns issueId={issue.id} />
      </SidePanel>
      <SidePanel title="Similar issues">
        <SimilarPanel issueId={issue.id} />
      </SidePanel>
    </aside>
  )
}
