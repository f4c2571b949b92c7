// Editing a plan makes a new version; whoever approves then approves that one.
'use client'
import { isProblem, problemText } from '../../ui/api-problem.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/error-state.tsx'
import { TextAreaField } from '../../ui/field.tsx'
import { useDraft } from '../../ui/use-draft.ts'
import { type Plan, useEditPlan } from './run-queries.ts'

export function PlanEditor({ plan, issueId, onDone }: { plan: Plan; issueId: string; onDone(): void }) {
  const draft = useDraft<string>(`plan.${plan.id}`, plan.content)
  const save = useEditPlan(issueId)
  const finish = () => {
    draft.clear()
    onDone()
  }
  return (
    <div className="flex flex-col gap-2">
      <TextAreaField
        label="The plan, in Markdown"
        className="min-h-80 font-mono text-meta"
        value={draft.value}
        onChange={(event) => draft.set(event.target.value)}
      />
      {save.error && (
        <Notice>
          {isProblem(save.error) && save.error.status === 412
            ? 'There is a newer version already. Your text is kept; look at the newer version first.'
            : problemText(save.error)}
        </Notice>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={finish}>Throw away</Button>
        <Button
          look="primary"
          busy={save.isPending}
          disabled={draft.value.trim() === '' || draft.value === plan.content}
          onClick={() => save.mutate({ content: draft.value, version: plan.version }, { onSuccess: finish })}
        >
          Save as version {plan.version + 1}
        </Button>
      </div>
    </div>
  )
}
