// Form fields with a label, a hint and the server's complaint in the right place.
'use client'
import { type ComponentProps, type ReactNode, useId } from 'react'
import { cx } from './class-names.ts'
import { InlineCode } from './inline-code.tsx'

export const inputClasses =
  'w-full rounded-md border border-line-strong bg-raised px-2.5 text-base text-ink placeholder:text-ink-3 focus-visible:outline-2 focus-visible:outline-accent focus-visible:-outline-offset-1 disabled:opacity-60 aria-invalid:border-fail'

interface FieldProps {
  label: string
  hint?: ReactNode
  problem?: string | undefined
  children(attributes: { id: string; 'aria-invalid': boolean; 'aria-describedby': string }): ReactNode
}

export function Field({ label, hint, problem, children }: FieldProps) {
  const id = useId()
  const about = `${id}-about`
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="font-medium text-ink-2 text-meta">
        {label}
      </label>
      {children({ id, 'aria-invalid': problem !== undefined, 'aria-describedby': about })}
      <p id={about} className={cx('text-meta empty:hidden', problem ? 'text-fail' : 'text-ink-3')}>
        {problem === undefined ? hint : <InlineCode text={problem} />}
      </p>
    </div>
  )
}

interface TextFieldProps extends Omit<ComponentProps<'input'>, 'id'> {
  label: string
  hint?: ReactNode
  problem?: string | undefined
}

export function TextField({ label, hint, problem, className, ...input }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} problem={problem}>
      {(attributes) => <input {...attributes} {...input} className={cx(inputClasses, 'h-8', className)} />}
    </Field>
  )
}

interface TextAreaFieldProps extends Omit<ComponentProps<'textarea'>, 'id'> {
  label: string
  hint?: ReactNode
  problem?: string | undefined
}

export function TextAreaField({ label, hint, problem, className, ...input }: TextAreaFieldProps) {
  return (
    <Field label={label} hint={hint} problem={problem}>
      {(attributes) => (
        <textarea {...attributes} {...input} className={cx(inputClasses, 'min-h-20 resize-y py-1.5 leading-5', className)} />
      )}
    </Field>
  )
}

interface SelectFieldProps extends Omit<ComponentProps<'select'>, 'id'> {
  label: string
  hint?: ReactNode
  problem?: string | undefined
  options: readonly { value: string; label: string }[]
}

export function SelectField({ label, hint, problem, options, className, ...select }: SelectFieldProps) {
  return (
    <Field label={label} hint={hint} problem={problem}>
      {(attributes) => (
        <select {...attributes} {...select} className={cx(inputClasses, 'h-8 pr-1', className)}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

interface CheckFieldProps {
  label: ReactNode
  hint?: ReactNode
  checked: boolean
  onChange(checked: boolean): void
  disabled?: boolean
}

export function CheckField({ label, hint, checked, onChange, disabled = false }: CheckFieldProps) {
  const id = useId()
  return (
    <div className="flex items-start gap-2">
      <input
        id={id}
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
        className="mt-0.5 size-4 shrink-0 accent-accent"
      />
      <label htmlFor={id} className="text-base text-ink">
        {label}
        {hint && <span className="block text-ink-3 text-meta">{hint}</span>}
      </label>
    </div>
  )
}
