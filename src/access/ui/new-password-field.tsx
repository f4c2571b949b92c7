// A password that somebody chooses: seen if they like, and long.
'use client'
import { Eye, EyeOff } from 'lucide-react'
import { useState } from 'react'
import { IconButton } from '../../ui/button.tsx'
import { Field, inputClasses } from '../../ui/field.tsx'

/** As the server wants it. */
export const shortestPassword = 10

interface NewPasswordFieldProps {
  value: string
  onChange(value: string): void
  label?: string
  problem?: string | undefined
}

export function NewPasswordField({ value, onChange, label = 'New password', problem }: NewPasswordFieldProps) {
  const [isShown, setShown] = useState(false)
  const missing = shortestPassword - value.length
  return (
    <Field
      label={label}
      problem={problem}
      hint={
        value !== '' && missing > 0
          ? `${missing} more ${missing === 1 ? 'character' : 'characters'}`
          : `${shortestPassword} characters or more. A sentence is a good one.`
      }
    >
      {(attributes) => (
        <div className="relative">
          <input
            {...attributes}
            name="new-password"
            type={isShown ? 'text' : 'password'}
            autoComplete="new-password"
            required
            maxLength={1000}
            value={value}
            onChange={(event) => onChange(event.target.value)}
            className={`${inputClasses} h-8 pr-8`}
          />
          <span className="absolute top-0.5 right-0.5">
            <IconButton
              label={isShown ? 'Hide what is typed' : 'Show what is typed'}
              icon={isShown ? EyeOff : Eye}
              onClick={() => setShown(!isShown)}
            />
          </span>
        </div>
      )}
    </Field>
  )
}
