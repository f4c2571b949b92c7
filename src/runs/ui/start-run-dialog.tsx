// Starting a run with everything that can be said about it.
'use client'
import { useState } from 'react'
import { useAgents } from '../../issues/ui/issue-queries.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { CheckField, SelectField, TextAreaField, TextField } from '../../ui/field.tsx'
import { moneyText } from '../../ui/money.ts'
import { toastDone } from '../../ui/toast.tsx'
import { useDraft } from '../../ui/use-draft.ts'
import { editsCode } from '../domain/run-state.ts'
import { RefusalNotice } from './refusal-notice.tsx'
import { type Run, useStartRun } from './run-queries.ts'
import { kindWords } from './run-words.ts'

interface StartRunDialogProps {
  issueId: string
  identifier: string
  /** What is proposed; the person may choose otherwise. */
  kind: Run['kind']
  isErrorSourced: boolean
  hasApprovedPlan: boolean
  costAtMost: number | null
  title: string
  onClose(): void
}

export function StartRunDialog(props: StartRunDialogProps) {
  const { issueId, identifier, costAtMost, title, onClose } = props
  const agents = (useAgents().data ?? []).filter((agent) => agent.enabled)
  const [kind, setKind] = useState(props.kind)
  const [agent, setAgent] = useState('')
  const [force, setForce] = useState(false)
  const [forceReason, setForceReason] = useState('')
  const instructions = useDraft<string>(`instructions.${issueId}`, '')
  const start = useStartRun(issueId)
  const submit = () =>
    start.mutate(
      {
        kind,
        ...(agent && { agent }),
        ...(instructions.value.trim() && { instructions: instructions.value.trim() }),
        ...(force && { force: true, force_reason: forceReason.trim() }),
      },
      {
        onSuccess: (run) => {
          instructions.clear()
          toastDone(
            run.not_before
              ? `${kindWords[run.kind]}: starts later by itself.`
              : `${kindWords[run.kind]}: started on ${identifier}.`,
          )
          onClose()
        },
      },
    )
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      description={
        costAtMost === null
          ? undefined
          : costAtMost === 0
            ? 'Simulated: costs nothing.'
            : `Costs at most ${moneyText(costAtMost)}; what is not used is given back.`
      }
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" busy={start.isPending} disabled={force && forceReason.trim() === ''} onClick={submit}>
            Start
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <SelectField
          label="What to do"
          value={kind}
          onChange={(event) => setKind(asKind(event.target.value))}
          options={kindOptions(props)}
        />
        <SelectField
          label="Agent"
          value={agent}
          onChange={(event) => setAgent(event.target.value)}
          options={[
            { value: '', label: 'The assigned or default agent' },
            ...agents.map((item) => ({
              value: item.id,
              label: item.adapter === 'simulator' ? `${item.name} (simulated)` : item.name,
            })),
          ]}
        />
        <TextAreaField
          label="Words for the agent"
          value={instructions.value}
          maxLength={20_000}
          onChange={(event) => instructions.set(event.target.value)}
          hint="Optional. Your words are instructions; the issue's text is only data to the agent."
        />
        <CheckField
          label="Start even if a limit says later"
          hint="Skips cool-down, minimum occurrences, delay and runs per day. Never money, the kill switch, or an unapproved plan."
          checked={force}
          onChange={setForce}
        />
        {force && (
          <TextField
            label="Reason"
            value={forceReason}
            maxLength={1000}
            onChange={(event) => setForceReason(event.target.value)}
            hint="Recorded with your name."
          />
        )}
        {start.error && <RefusalNotice error={start.error} />}
      </div>
    </Dialog>
  )
}

function kindOptions({ isErrorSourced, hasApprovedPlan }: StartRunDialogProps) {
  const kinds: Run['kind'][] = [
    'investigate',
    'implement',
    ...(isErrorSourced ? (['error_fix'] as const) : []),
    'triage',
    'qa',
    'research',
  ]
  return kinds.map((value) => ({
    value,
    label: editsCode(value) && !hasApprovedPlan ? `${kindWords[value]} (${planNeed(value)})` : kindWords[value],
  }))
}

function planNeed(kind: Run['kind']): string {
  return kind === 'error_fix' ? 'needs an approved plan, or the policy' : 'needs an approved plan'
}

function asKind(value: string): Run['kind'] {
  return value in kindWords ? (value as Run['kind']) : 'investigate'
}
