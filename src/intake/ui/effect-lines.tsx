// What was decided and done, and how that differs from what was decided and done before.
import { Equal, Minus, Plus } from 'lucide-react'
import { followOver } from '../../issues/ui/issue-link.tsx'
import { issuePath } from '../../issues/ui/open-issue.ts'
import { cx } from '../../ui/class-names.ts'
import type { DeliveryDetail } from './delivery-queries.ts'
import { effectText, effectWordsOf } from './delivery-words.ts'
import type { ReplayItem } from './replay-queries.ts'

type Decision = ReplayItem['before']
type Effects = DeliveryDetail['effects']
type Known = readonly { id: string; identifier: string }[]

interface OutcomeProps {
  decision: Decision
  effects: Effects
  /** The issues that the effects may be about. */
  issues: Known
}

export function Outcome({ decision, effects, issues }: OutcomeProps) {
  return (
    <div className="rounded-md border bg-raised px-3 py-2">
      {decision ? (
        <>
          <p>
            <span className="font-medium">{decision.result}</span>{' '}
            <span className="font-mono text-ink-3 text-meta">{decision.reason}</span>
          </p>
          <p className="text-ink-2">{decision.detail}</p>
        </>
      ) : (
        <p className="text-ink-3">Nothing was decided yet.</p>
      )}
      {effects.length > 0 && (
        <ul className="mt-1.5 flex flex-col gap-0.5 text-ink-2 text-meta">
          {effects.map((effect) => (
            <li key={JSON.stringify(effect)} className="break-words">
              {effectWordsOf(effect)}
              <EffectIssue effect={effect} issues={issues} />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function EffectIssue({ effect, issues }: { effect: Effects[number]; issues: Known }) {
  const { issue_id: id, identifier: own } = effect
  const identifier = typeof own === 'string' ? own : issues.find((issue) => issue.id === id)?.identifier
  if (!identifier) return null
  return (
    <>
      {' '}
      <a
        href={issuePath(identifier)}
        onClick={(event) => followOver(event, identifier)}
        className="whitespace-nowrap font-mono text-accent hover:underline"
      >
        {identifier}
      </a>
    </>
  )
}

type DifferenceProps = Pick<ReplayItem, 'before' | 'after'> & { difference: NonNullable<ReplayItem['difference']> }

/** Never by colour alone: a sign and a spoken word say what only happened then and what happens now. */
export function DifferenceLines({ before, after, difference }: DifferenceProps) {
  const { decision_changed, removed, added, same } = difference
  const decided = (decision: Decision) =>
    decision ? [`decision ${decision.result} (${decision.reason}): ${decision.detail}`] : []
  const lines = [
    ...[...(decision_changed ? decided(before) : []), ...removed.map(effectText)].map((text) => ({
      kind: 'before' as const,
      text,
    })),
    ...[...(decision_changed ? [] : decided(after)), ...same.map(effectText)].map((text) => ({ kind: 'both' as const, text })),
    ...[...(decision_changed ? decided(after) : []), ...added.map(effectText)].map((text) => ({ kind: 'now' as const, text })),
  ]
  return (
    <ul className="flex flex-col overflow-hidden rounded-md border font-mono text-meta">
      {lines.map(({ kind, text }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an effect may come twice, and lines never move.
        <Line key={index} kind={kind} text={text} />
      ))}
    </ul>
  )
}

const looks = {
  before: { icon: Minus, word: 'only then', className: 'bg-fail-soft text-fail' },
  both: { icon: Equal, word: 'then and now', className: 'text-ink-2' },
  now: { icon: Plus, word: 'only now', className: 'bg-good-soft text-good' },
} as const

function Line({ kind, text }: { kind: keyof typeof looks; text: string }) {
  const { icon: Icon, word, className } = looks[kind]
  return (
    <li className={cx('flex gap-1.5 px-2 py-1', className)}>
      <Icon aria-hidden size={12} className="mt-0.5 shrink-0" />
      <span className="sr-only">{word}: </span>
      <span className="min-w-0 break-words">{text}</span>
    </li>
  )
}
