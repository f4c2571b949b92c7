// Everything that can be set, on one page with its sections in the address.
'use client'
import { useIsFetching } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef } from 'react'
import { AccountPanel } from '#src/access/ui/account-panel.tsx'
import { AuditPanel } from '#src/access/ui/audit-panel.tsx'
import { EnvironmentPanel } from '#src/access/ui/environment-panel.tsx'
import { DeniedPanel, Guarded } from '#src/access/ui/guarded.tsx'
import { KeysPanel } from '#src/access/ui/keys-panel.tsx'
import { MembersPanel } from '#src/access/ui/members-panel.tsx'
import { PolicyForm } from '#src/access/ui/policy-form.tsx'
import { useWorkspace } from '#src/access/ui/session.ts'
import { SessionsPanel } from '#src/access/ui/sessions-panel.tsx'
import { WorkspacePanel } from '#src/access/ui/workspace-panel.tsx'
import { ConnectionsPanel } from '#src/intake/ui/connections-panel.tsx'
import { GitHubCard } from '#src/integrations/github/ui/github-card.tsx'
import { AgentsPanel } from '#src/issues/ui/agents-panel.tsx'
import { ColumnsPanel } from '#src/issues/ui/columns-panel.tsx'
import { LabelsPanel } from '#src/issues/ui/labels-panel.tsx'
import { RepositoriesPanel } from '#src/issues/ui/repositories-panel.tsx'
import { WebhooksPanel } from '#src/outbound/ui/webhooks-panel.tsx'
import { cx } from '#src/ui/class-names.ts'
import { ErrorState } from '#src/ui/error-state.tsx'
import { Skeleton } from '#src/ui/skeleton.tsx'
import { ViewHeader } from '#src/ui/view-header.tsx'

const sections: { id: string; title: string; about: string; body: ReactNode }[] = [
  { id: 'workspace', title: 'Workspace', about: 'What it is called, and what its issues are called.', body: <WorkspacePanel /> },
  { id: 'members', title: 'Members', about: 'Who may come in, and as what.', body: <MembersPanel /> },
  {
    id: 'columns',
    title: 'Columns',
    about: 'The steps of the work, from left to right. What a column does hangs on its category.',
    body: <ColumnsPanel />,
  },
  { id: 'labels', title: 'Labels', about: 'What issues have in common across columns.', body: <LabelsPanel /> },
  {
    id: 'repositories',
    title: 'Repositories',
    about: 'Where agents work. Each run gets a clone of its own.',
    body: (
      <Guarded action="repository.manage">
        <RepositoriesPanel />
      </Guarded>
    ),
  },
  {
    id: 'github',
    title: 'GitHub',
    about: 'How this installation asks GitHub, and how much it still answers. Set by the environment.',
    body: <GitHubCard />,
  },
  {
    id: 'connections',
    title: 'Connections',
    about: 'Who may report errors and code changes here, at which address, and how each proves who it is.',
    body: (
      <DeniedPanel action="connection.manage">
        <ConnectionsPanel />
      </DeniedPanel>
    ),
  },
  {
    id: 'agents',
    title: 'Agents',
    about: 'Who can be assigned.',
    body: (
      <Guarded action="agent.manage">
        <AgentsPanel />
      </Guarded>
    ),
  },
  {
    id: 'policy',
    title: 'Policy',
    about: 'Limits and rules of this workspace.',
    body: (
      <Guarded action="policy.manage">
        <WorkspacePolicy />
      </Guarded>
    ),
  },
  {
    id: 'webhooks',
    title: 'Notifications & webhooks',
    about: 'Who is told what happens here: programs, Slack channels, people by e-mail.',
    body: <WebhooksPanel />,
  },
  {
    id: 'keys',
    title: 'API keys',
    about: 'For programs. Each key belongs to this workspace.',
    body: (
      <DeniedPanel action="key.manage">
        <KeysPanel />
      </DeniedPanel>
    ),
  },
  { id: 'account', title: 'Your account', about: 'Who you are here.', body: <AccountPanel /> },
  { id: 'sessions', title: 'Sessions', about: 'Where you are logged in.', body: <SessionsPanel /> },
  { id: 'audit', title: 'Audit log', about: 'Who did what, and when.', body: <AuditPanel /> },
  {
    id: 'environment',
    title: 'Environment',
    about: 'A variable that is set always wins and needs a restart to change. Values of secrets are never shown.',
    body: (
      <DeniedPanel action="settings.read">
        <EnvironmentPanel />
      </DeniedPanel>
    ),
  },
]

export function SettingsPage() {
  useScrollToSection()
  return (
    <>
      <ViewHeader title="Settings">
        <SectionLinks className="overflow-x-auto lg:hidden" />
      </ViewHeader>
      <div className="relative min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex max-w-[980px] gap-8 px-4 py-6">
          <SectionLinks className="sticky top-6 hidden w-44 shrink-0 flex-col self-start lg:flex" />
          <div className="flex min-w-0 max-w-[760px] flex-1 flex-col gap-10 max-lg:mx-auto">
            {sections.map((section) => (
              <section key={section.id} id={section.id} aria-labelledby={`${section.id}-title`} className="scroll-mt-4">
                <h2 id={`${section.id}-title`} className="font-semibold text-ink text-lead">
                  {section.title}
                </h2>
                <p className="mb-3 text-ink-3">{section.about}</p>
                {section.body}
              </section>
            ))}
          </div>
        </div>
      </div>
    </>
  )
}

/** Beside the sections where there is room, else in one line above them. */
function SectionLinks({ className }: { className: string }) {
  return (
    <nav aria-label="Sections" className={cx('flex min-w-0 gap-0.5', className)}>
      {sections.map((section) => (
        <a
          key={section.id}
          href={`#${section.id}`}
          className="shrink-0 rounded-md px-2 py-1 text-ink-2 text-meta hover:bg-hover hover:text-ink"
        >
          {section.title}
        </a>
      ))}
    </nav>
  )
}

function WorkspacePolicy() {
  const workspace = useWorkspace()
  if (workspace.error && !workspace.data) return <ErrorState error={workspace.error} onRetry={() => void workspace.refetch()} />
  return workspace.data ? <PolicyForm key={workspace.data.id} workspace={workspace.data} /> : <Skeleton className="h-60" />
}

/** The browser looks for the section of the address before its neighbours are loaded: done again once they are. */
function useScrollToSection(): void {
  const isLoading = useIsFetching() > 0
  const isDone = useRef(false)
  useEffect(() => {
    if (isLoading || isDone.current) return
    isDone.current = true
    document.getElementById(window.location.hash.slice(1))?.scrollIntoView()
  }, [isLoading])
}
