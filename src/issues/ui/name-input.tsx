// A name that is changed where it stands: Enter or leaving the field saves, Esc puts it back.
'use client'
import { useState } from 'react'
import { cx } from '../../ui/class-names.ts'
import { inputClasses } from '../../ui/field.tsx'

interface NameInputProps {
  label: string
  value: string
  disabled?: boolean
  onSave(name: string): void
}

export function NameInput({ label, value, disabled = false, onSave }: NameInputProps) {
  const [draft, setDraft] = useState<string | null>(null)
  const save = () => {
    const name = draft?.trim() ?? ''
    setDraft(null)
    if (name !== '' && name !== value) onSave(name)
  }
  return (
    <input
      aria-label={label}
      value={draft ?? value}
      maxLength={60}
      disabled={disabled}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur()
        if (event.key === 'Escape') {
          event.stopPropagation()
          setDraft(null)
        }
      }}
      className={cx(inputClasses, 'h-7 min-w-0')}
    />
  )
}
