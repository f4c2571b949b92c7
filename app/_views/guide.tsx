// The empty board is the guide: four first steps, each with the state in which this installation is.
'use client'
import { useMutation, useQuery } from '@tanstack/react-query'
import { CircleCheck, CircleDashed, FolderGit2, KeyRound, type LucideIcon, Play, Siren } from 'lucide-react'
import Link from 'next/link'
import { type ReactNode, useState } from 'react'
import { switchWorkspace } from '#src/access/ui/session.ts'
import { ConnectRepositoryForm } from '#src/issues/ui/connect-repository-form.tsx'
import { openCreateIssue } from '#src/issues/ui/create-issue-state.ts'
import { api } from '#src/ui/api-client.ts'
import { Button } from '#src/ui/button.tsx'
import { ErrorState } from '#src/ui/error-state.tsx'
import { Kbd } from '#src/ui/kbd.tsx'
import { ScrollBlock } from '#src/ui/scroll-block.tsx'
import { Skeleton } from '#src/ui/skeleton.tsx'
import { toastProblem } from '#src/ui/toast.tsx'

interface GuideState {
  demo: { state: 'none' | 'running' | 'done' | 'stopped'; workspace_id: string | null }
  repository: { connected: boolean; name: string | null }
  agent: { ready: boolean; reason: string | null; detail: string }
  errors: { connected: boolean; reason: string | null; webhook_url: string; polling: boolean }
}

export function Guide() {
  const guide = useQuery({ queryKey: ['guide'], queryFn: () => api<GuideState>('/api/guide'), refetchInterval: 5000 })
  if (guide.error && !guide.data) return <ErrorState error={guide.error} onRetry={() => void guide.refetch()} />
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto flex max-w-[680px] flex-col gap-5 px-4 py-8 sm:py-12">
        <div>
          <h2 className="font-semibold text-ink text-title">From an error to a proven fix</h2>
          <p className="mt-1 max-w-[60ch] text-ink-2 text-read">
            An error becomes an issue, an agent proposes a plan, you approve it, the fix is merged and deployed, and Dispatch
            watches until it is proven.
          </p>
        </div>
        {guide.data ? <Steps guide={guide.data} /> : <Skeleton className="h-72" />}
        <p className="flex items-center gap-1.5 text-ink-3 text-meta">
          Or begin by hand: <Kbd>C</Kbd>
          <button type="button" onClick={() => openCreateIssue()} className="rounded-sm text-accent hover:underline">
            new issue
          </button>
        </p>
      </div>
    </div>
  )
}

function Steps({ guide }: { guide: GuideState }) {
  return (
    <ol className="flex flex-col divide-y overflow-hidden rounded-lg border border-line-strong bg-raised">
      <DemoStep demo={guide.demo} />
      <Step
        icon={FolderGit2}
        title="Connect a repository"
        isDone={guide.repository.connected}
        state={guide.repository.connected ? (guide.repository.name ?? 'connected') : 'a folder on this machine, or owner/name'}
        startsOpen={!guide.repository.connected}
      >
        <ConnectRepositoryForm />
      </Step>
      <Step icon={KeyRound} title="Give the agent a key" isDone={guide.agent.ready} state={guide.agent.detail} startsOpen={false}>
        <KeyHowTo />
      </Step>
      <Step
        icon={Siren}
        title="Receive errors"
        isDone={guide.errors.connected}
        state={errorsState(guide.errors)}
        startsOpen={false}
      >
        <ErrorsHowTo errors={guide.errors} />
      </Step>
    </ol>
  )
}

interface StepProps {
  icon: LucideIcon
  title: string
  isDone: boolean
  state: string
  startsOpen: boolean
  action?: ReactNode
  children?: ReactNode
}

function Step({ icon: Icon, title, isDone, state, startsOpen, action, children }: StepProps) {
  const [opened, setOpened] = useState<boolean | null>(null)
  const open = opened ?? startsOpen
  const Mark = isDone ? CircleCheck : CircleDashed
  return (
    <li className="flex flex-col gap-3 px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Mark
          aria-label={isDone ? 'done' : 'not done'}
          size={17}
          className={isDone ? 'shrink-0 text-good' : 'shrink-0 text-ink-3'}
        />
        <div className="min-w-0 flex-1">
          <p className="flex items-center gap-2 font-medium text-ink">
            <Icon aria-hidden size={14} className="text-ink-3" />
            {title}
          </p>
          <p className="text-ink-2">{state}</p>
        </div>
        {action}
        {children && !isDone && (
          <Button look="ghost" aria-expanded={open} onClick={() => setOpened(!open)}>
            {open ? 'Less' : 'How'}
          </Button>
        )}
      </div>
      {open && !isDone && <div className="flex flex-col gap-2.5 sm:pl-7">{children}</div>}
    </li>
  )
}

function DemoStep({ demo }: { demo: GuideState['demo'] }) {
  const start = useMutation({
    mutationFn: async () => {
      const { workspace_id } = await api<{ workspace_id: string }>('/api/demo', { method: 'POST' })
      await switchWorkspace(workspace_id)
    },
    onError: (error) => toastProblem(error, 'The demo did not start'),
  })
  const visit = (id: string) => void switchWorkspace(id).catch(toastProblem)
  const states = {
    none: 'about a minute, in a workspace of its own that one click deletes',
    running: 'playing now in the workspace Demo',
    done: 'played; the workspace Demo shows how it ended',
    stopped: 'stopped half-way; the workspace Demo shows where',
  }
  return (
    <Step
      icon={Play}
      title="Watch a simulated loop here"
      isDone={demo.state === 'done'}
      state={states[demo.state]}
      startsOpen={false}
      action={
        <>
          {demo.workspace_id && <Button onClick={() => visit(demo.workspace_id ?? '')}>Look at it</Button>}
          {(demo.state === 'none' || demo.state === 'stopped') && (
            <Button look="primary" icon={Play} busy={start.isPending} onClick={() => start.mutate()}>
              {demo.state === 'stopped' ? 'Play again' : 'Play'}
            </Button>
          )}
        </>
      }
    />
  )
}

function KeyHowTo() {
  return (
    <>
      <p className="text-ink-2">One of these in the environment of the server, then restart:</p>
      <ScrollBlock label="Environment variables" className="p-2.5">
        {
          'ANTHROPIC_API_KEY=sk-ant-…        # stays in the server; agents reach the model through a metering proxy\nANTHROPIC_BASE_URL=https://…      # a gateway that speaks the Messages API\nCLAUDE_CODE_OAUTH_TOKEN=…         # from `claude setup-token`; the agent can read it'
        }
      </ScrollBlock>
      <p className="text-ink-3 text-meta">
        A run costs at most the budget of a run in the{' '}
        <Link href="/settings#policy" className="text-accent hover:underline">
          policy
        </Link>
        , a day at most the budget of a day.
      </p>
    </>
  )
}

function errorsState(errors: GuideState['errors']): string {
  if (errors.reason === 'polling') return 'asking Sentry each minute'
  if (errors.connected) return `receiving at ${errors.webhook_url}`
  return errors.reason === 'no_public_url' ? 'Sentry cannot reach this machine yet' : 'from Sentry, by webhook or by asking'
}

function ErrorsHowTo({ errors }: { errors: GuideState['errors'] }) {
  return (
    <>
      <p>In Sentry make an internal integration with this webhook:</p>
      <ScrollBlock
        label="Webhook"
        className="p-2.5"
      >{`${errors.webhook_url}\n\nSENTRY_CLIENT_SECRET=…            # of that integration${errors.reason === 'no_public_url' || errors.webhook_url.includes('127.0.0.1') ? '\nDISPATCH_PUBLIC_URL=https://…     # e.g. what `cloudflared tunnel --url http://127.0.0.1:3002` prints' : ''}`}</ScrollBlock>
      <p>
        Or let Dispatch ask, where Sentry cannot reach this machine: a token without the secret finds new errors each minute.
        Beside the webhook the same token asks whether a fixed error came back, which lets a fix be proven:
      </p>
      <ScrollBlock label="Token" className="p-2.5">
        {'SENTRY_API_TOKEN=…                # scopes event:read, project:read, org:read'}
      </ScrollBlock>
    </>
  )
}
