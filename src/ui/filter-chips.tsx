// Filters that are on, as chips that can be taken off, and the menu that adds one.
'use client'
import { ListFilter, X } from 'lucide-react'
import { Button } from './button.tsx'
import { Picker } from './picker.tsx'

export interface FilterDimension {
  key: string
  label: string
  /** None: it is not chosen here, but shown when the address has it. */
  options: readonly { value: string; label: string }[]
}

interface FilterChipsProps {
  dimensions: readonly FilterDimension[]
  active: Readonly<Record<string, readonly string[]>>
  onToggle(key: string, value: string): void
  onClear(): void
}

export function FilterChips({ dimensions, active, onToggle, onClear }: FilterChipsProps) {
  const chips = dimensions.flatMap((dimension) =>
    (active[dimension.key] ?? []).map((value) => ({
      dimension,
      value,
      text: labelOf(dimension, value),
    })),
  )
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-1.5">
      <FilterMenu dimensions={dimensions} active={active} onToggle={onToggle} />
      {chips.map(({ dimension, value, text }) => (
        <button
          key={`${dimension.key}:${value}`}
          type="button"
          aria-label={`Remove filter ${dimension.label} ${text}`}
          onClick={() => onToggle(dimension.key, value)}
          className="inline-flex h-6 items-center gap-1 rounded-full border border-line-strong bg-raised pr-1.5 pl-2 text-meta text-ink hover:bg-hover"
        >
          <span className="text-ink-3">{dimension.label}</span> {text}
          <X aria-hidden size={12} className="text-ink-3" />
        </button>
      ))}
      {chips.length > 1 && (
        <button type="button" onClick={onClear} className="rounded-sm px-1 text-ink-3 text-meta hover:text-ink">
          Clear all
        </button>
      )}
    </div>
  )
}

/** Addresses name things by id, name or category. What is gone since is said to be. */
function labelOf({ options }: FilterDimension, value: string): string {
  const wanted = value.toLowerCase().replaceAll('_', ' ')
  const option = options.find((known) => known.value === value || known.label.toLowerCase() === wanted)
  if (option || options.length === 0) return option?.label ?? value
  return `${value.length > 24 ? `${value.slice(0, 24)}…` : value} (unknown)`
}

function FilterMenu({ dimensions, active, onToggle }: Omit<FilterChipsProps, 'onClear'>) {
  const choices = dimensions.flatMap(({ key, label: group, options }) =>
    options.map(({ value, label }) => ({
      value: `${key}:${value}`,
      label,
      group,
      also: `${group} ${label}`,
      key,
      chosen: value,
    })),
  )
  return (
    <Picker
      trigger={
        <Button look="ghost" icon={ListFilter} className="h-6 px-1.5 text-meta">
          Filter
        </Button>
      }
      placeholder="Find a filter"
      options={choices}
      selected={choices.filter(({ key, chosen }) => active[key]?.includes(chosen)).map(({ value }) => value)}
      multiple
      onPick={(picked) => {
        const choice = choices.find(({ value }) => value === picked)
        if (choice) onToggle(choice.key, choice.chosen)
      }}
    />
  )
}
