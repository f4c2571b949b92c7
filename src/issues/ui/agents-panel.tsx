// The agents of the workspace: which can be assigned, with which model, which one is asked by default.
'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Bot, Plus } from 'lucide-react'
import { useState } from 'react'
import { api } from '../../ui/api-client.ts'
import { fieldProblem, problemText } from '../../ui/api-problem.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorState, Notice } from '../../ui/error-state.tsx'
import { CheckField, SelectField, TextField } from '../../ui/field.tsx'
import { SimulatedMark } from '../../ui/simulated-mark.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { toastDone, toastProblem } from '../../ui/toast.tsx'
import { useAgents } from './issue-queries.ts'
import type { Agent } from './issue-types.ts'

export function AgentsPanel() {
  const agents = useAgents()
  const [editing, setEditing] = useState<Agent | 'new' | null>(null)
  if (agents.error && !agents.data) return <ErrorState error={agents.error} onRetry={() => void agents.refetch()} />
  if (!agents.data) return <Skeleton className="h-20" />
  return (
    <div className="flex flex-col gap-2">
      <ul className="flex flex-col divide-y">
        {agents.data.map((agent) => (
          <li key={agent.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2">
            <Bot aria-hidden size={14} className="text-ink-3" />
            <span className={agent.enabled ? 'font-medium' : 'text-ink-3'}>{agent.name}</span>
            <span className="text-ink-3 text-meta">
              {adapterWords[agent.adapter]}
              {agent.model && <span className="font-mono"> {agent.model}</span>}
            </span>
            {agent.adapter === 'simulator' && <SimulatedMark />}
            {agent.is_default && <Badge tone="accent">default</Badge>}
            {!agent.enabled && <Badge>off</Badge>}
            <Button className="ml-auto h-6" onClick={() => setEditing(agent)}>
              Edit
            </Button>
          </li>
        ))}
      </ul>
      <div>
        <Button icon={Plus} onClick={() => setEditing('new')}>
          New agent
        </Button>
      </div>
      {editing && (
        <AgentDialog
          key={editing === 'new' ? 'new' : editing.id}
          agent={editing === 'new' ? null : editing}
          onClose={() => setEditing(null)}
        />
      )}
    </div>
  )
}

const adapterWords: Record<Agent['adapter'], string> = {
  claude_code: 'Claude Code',
  codex: 'Codex',
  command: 'Command',
  simulator: 'Simulator',
}

const scenarios = [
  { value: 'success', label: 'Succeeds' },
  { value: 'blocked', label: 'Is blocked' },
  { value: 'question', label: 'Asks a question' },
  { value: 'stall', label: 'Says nothing more' },
  { value: 'crash', label: 'Crashes' },
  { value: 'rate_limit', label: 'Meets a rate limit' },
  { value: 'garbage', label: 'Answers with garbage' },
]

function AgentDialog({ agent, onClose }: { agent: Agent | null; onClose(): void }) {
  const client = useQueryClient()
  const [edit, setEdit] = useState({
    name: agent?.name ?? '',
    adapter: agent?.adapter ?? 'claude_code',
    model: agent?.model ?? '',
    webhook_url: agent?.webhook_url ?? '',
    enabled: agent?.enabled ?? true,
    is_default: agent?.is_default ?? false,
    max_concurrent_runs: agent?.max_concurrent_runs ?? null,
    scenario: agent?.simulation?.scenario ?? 'success',
  })
  const refresh = () => Promise.all([['agents'], ['guide']].map((queryKey) => client.invalidateQueries({ queryKey })))
  const save = useMutation({
    mutationFn: () => {
      const body = {
        name: edit.name.trim(),
        model: edit.model.trim() || null,
        webhook_url: edit.webhook_url.trim() || null,
        enabled: edit.enabled,
        max_concurrent_runs: edit.max_concurrent_runs,
        ...(edit.adapter === 'simulator' && { simulation: { ...agent?.simulation, scenario: edit.scenario } }),
        ...(edit.is_default && !agent?.is_default && { is_default: true }),
      }
      return agent
        ? api<Agent>(`/api/agents/${agent.id}`, { method: 'PATCH', body })
        : api<Agent>('/api/agents', { method: 'POST', body: { ...body, adapter: edit.adapter } })
    },
    onSuccess: () => {
      toastDone(agent ? 'Saved. It holds from the next run on.' : 'The agent can be assigned now.')
      onClose()
    },
    onSettled: refresh,
  })
  const remove = useMutation({
    mutationFn: () => api<void>(`/api/agents/${agent?.id}`, { method: 'DELETE' }),
    onSuccess: onClose,
    onError: (error) => toastProblem(error, 'The agent stays'),
    onSettled: refresh,
  })
  const set = (part: Partial<typeof edit>) => setEdit({ ...edit, ...part })
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={agent ? agent.name : 'New agent'}
      footer={
        <>
          {agent && (
            <Button look="danger" className="mr-auto" busy={remove.isPending} onClick={() => remove.mutate()}>
              Delete
            </Button>
          )}
          <Button look="primary" busy={save.isPending} disabled={edit.name.trim() === ''} onClick={() => save.mutate()}>
            {agent ? 'Save' : 'Create'}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <TextField
          label="Name"
          autoFocus={!agent}
          maxLength={60}
          value={edit.name}
          onChange={(event) => set({ name: event.target.value })}
          problem={fieldProblem(save.error, 'name')}
        />
        {!agent && (
          <SelectField
            label="Adapter"
            value={edit.adapter}
            onChange={(event) => set({ adapter: event.target.value === 'simulator' ? 'simulator' : 'claude_code' })}
            options={[
              { value: 'claude_code', label: 'Claude Code' },
              { value: 'simulator', label: 'Simulator: plays scenarios, costs nothing' },
            ]}
          />
        )}
        {edit.adapter === 'simulator' && (
          <SelectField
            label="Scenario"
            value={edit.scenario}
            onChange={(event) => set({ scenario: event.target.value })}
            options={scenarios}
            hint="What it plays from the next run on: for trying policies without a model."
          />
        )}
        <TextField
          label="Model"
          className="font-mono text-meta"
          value={edit.model}
          placeholder="the adapter's default"
          onChange={(event) => set({ model: event.target.value })}
          problem={fieldProblem(save.error, 'model')}
        />
        <TextField
          label="Webhook"
          type="url"
          value={edit.webhook_url}
          placeholder="https://…"
          onChange={(event) => set({ webhook_url: event.target.value })}
          problem={fieldProblem(save.error, 'webhook_url')}
          hint="Optional. Told when an issue is assigned to it."
        />
        <TextField
          label="Runs at once"
          type="number"
          min={1}
          max={100}
          value={edit.max_concurrent_runs ?? ''}
          placeholder="as many as the workspace allows"
          onChange={(event) => set({ max_concurrent_runs: event.target.value === '' ? null : Number(event.target.value) })}
          problem={fieldProblem(save.error, 'max_concurrent_runs')}
        />
        <CheckField label="Can be assigned" checked={edit.enabled} onChange={(enabled) => set({ enabled })} />
        <CheckField
          label="Default agent"
          hint="Asked when nobody is named."
          checked={edit.is_default}
          disabled={agent?.is_default ?? false}
          onChange={(is_default) => set({ is_default })}
        />
        {save.error && <Notice>{problemText(save.error)}</Notice>}
      </div>
    </Dialog>
  )
}
