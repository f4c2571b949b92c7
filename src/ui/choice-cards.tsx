// One of a few kinds of thing to make: each with its icon, its name and what it is for.
import type { LucideIcon } from 'lucide-react'
import { cx } from './class-names.ts'

interface ChoiceCardsProps<T extends string> {
  legend: string
  /** Of the radio buttons; once in a form. */
  name: string
  choices: readonly T[]
  looks: Readonly<Record<T, { icon: LucideIcon; text: string; hint: string }>>
  chosen: T
  onChoose(choice: T): void
}

export function ChoiceCards<T extends string>({ legend, name, choices, looks, chosen, onChoose }: ChoiceCardsProps<T>) {
  return (
    <fieldset className="grid grid-cols-2 gap-1.5">
      <legend className="mb-1 font-medium text-ink-2 text-meta">{legend}</legend>
      {choices.map((choice) => {
        const { icon: Icon, text, hint } = looks[choice]
        return (
          <label
            key={choice}
            className={cx(
              'flex cursor-default gap-2 rounded-md border px-2.5 py-2 hover:bg-hover has-focus-visible:outline-2 has-focus-visible:outline-accent',
              choice === chosen ? 'border-accent bg-accent-soft' : 'border-line-strong',
            )}
          >
            <input
              type="radio"
              name={name}
              value={choice}
              checked={choice === chosen}
              onChange={() => onChoose(choice)}
              className="sr-only"
            />
            <Icon aria-hidden size={14} className="mt-0.5 shrink-0 text-ink-2" />
            <span>
              <span className="font-medium">{text}</span>
              <span className="block text-ink-2 text-meta">{hint}</span>
            </span>
          </label>
        )
      })}
    </fieldset>
  )
}
