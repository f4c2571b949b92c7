// One field of the policy.
'use client'
import { CheckField, Field, inputClasses, SelectField, TextField } from '../../ui/field.tsx'
import type { Policy } from '../domain/policy.ts'
import { joinSeconds, type PolicyField, splitSeconds, type UnitName, unitNames } from './policy-fields.ts'

interface PolicyInputProps {
  field: PolicyField
  value: Policy[keyof Policy]
  onChange(value: Policy[keyof Policy]): void
  problem?: string | undefined
}

export function PolicyInput({ field, value, onChange, problem }: PolicyInputProps) {
  const { label, hint } = field
  switch (field.kind) {
    case 'switch':
      return <CheckField label={label} hint={problem ?? hint} checked={value === true} onChange={onChange} />
    case 'seconds':
      return <SecondsInput label={label} hint={hint} seconds={Number(value)} onChange={onChange} problem={problem} />
    case 'list':
      return (
        <TextField
          label={label}
          hint={hint}
          problem={problem}
          value={Array.isArray(value) ? value.join(', ') : ''}
          onChange={(event) => onChange(event.target.value.split(',').map((part) => part.trimStart()))}
        />
      )
    case 'text':
      return (
        <TextField
          label={label}
          hint={hint}
          problem={problem}
          value={String(value ?? '')}
          onChange={(event) => onChange(event.target.value)}
        />
      )
    case 'push_review':
      return (
        <SelectField
          label={label}
          hint={hint}
          problem={problem}
          value={String(value)}
          onChange={(event) => onChange(event.target.value === 'null' ? null : event.target.value === 'true')}
          options={[
            { value: 'null', label: "For work on strangers' text" },
            { value: 'true', label: 'Always' },
            { value: 'false', label: 'Only when the guard found something' },
          ]}
        />
      )
    default:
      return (
        <TextField
          label={field.kind === 'usd' ? `${label}, USD` : label}
          hint={hint}
          problem={problem}
          type="number"
          min={0}
          step={field.kind === 'usd' ? 0.5 : field.kind === 'share' ? 0.01 : 1}
          value={Number.isNaN(value) ? '' : String(value)}
          onChange={(event) => onChange(event.target.valueAsNumber)}
        />
      )
  }
}

function SecondsInput({
  label,
  hint,
  seconds,
  onChange,
  problem,
}: {
  label: string
  hint: string | undefined
  seconds: number
  onChange(value: number): void
  problem: string | undefined
}) {
  const { amount, unit } = splitSeconds(seconds)
  return (
    <Field label={label} hint={hint} problem={problem}>
      {(attributes) => (
        <span className="flex gap-1.5">
          <input
            {...attributes}
            type="number"
            min={0}
            value={Number.isNaN(amount) ? '' : amount}
            onChange={(event) => onChange(joinSeconds(event.target.valueAsNumber, unit))}
            className={`${inputClasses} h-8 min-w-0`}
          />
          <span className="w-28 shrink-0">
            <select
              aria-label={`Unit of ${label}`}
              value={unit}
              onChange={(event) => onChange(joinSeconds(amount, event.target.value as UnitName))}
              className={`${inputClasses} h-8 pr-1`}
            >
              {unitNames.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </span>
        </span>
      )}
    </Field>
  )
}
