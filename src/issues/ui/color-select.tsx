// One of the six colours, shown and by name.
'use client'
import { cx } from '../../ui/class-names.ts'
import { inputClasses } from '../../ui/field.tsx'
import { type Color, colors } from './catalog-queries.ts'
import { labelDots } from './label-tags.tsx'

interface ColorSelectProps {
  /** What it is the colour of. */
  label: string
  value: string
  disabled?: boolean
  onChange(color: Color): void
}

export function ColorSelect({ label, value, disabled = false, onChange }: ColorSelectProps) {
  return (
    <span className="flex shrink-0 items-center gap-1.5">
      <span aria-hidden className={cx('size-2.5 rounded-full', labelDots[value] ?? 'bg-idle')} />
      <span className="w-20">
        <select
          aria-label={label}
          value={value}
          disabled={disabled}
          onChange={(event) => {
            const color = colors.find((known) => known === event.target.value)
            if (color) onChange(color)
          }}
          className={cx(inputClasses, 'h-7 pr-1')}
        >
          {colors.map((color) => (
            <option key={color} value={color}>
              {color}
            </option>
          ))}
        </select>
      </span>
    </span>
  )
}
