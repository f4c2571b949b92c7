// Buttons in four weights. An icon button always has a name.
import type { LucideIcon } from 'lucide-react'
import type { ComponentProps, ReactNode } from 'react'
import { cx } from './class-names.ts'
import { Spinner } from './spinner.tsx'

export type ButtonLook = 'primary' | 'plain' | 'ghost' | 'danger'

const looks: Record<ButtonLook, string> = {
  primary: 'bg-accent text-on-accent border-transparent hover:bg-accent-hover',
  plain: 'bg-raised text-ink border-line-strong hover:bg-hover',
  ghost: 'bg-transparent text-ink-2 border-transparent hover:bg-hover hover:text-ink',
  danger: 'bg-raised text-fail border-line-strong hover:bg-fail-soft',
}

const shape =
  'inline-flex h-7 shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-md border px-2.5 text-base font-medium transition-colors duration-100 disabled:pointer-events-none disabled:opacity-50 aria-disabled:opacity-50'

/** Classes of a button, for links that look like one. */
export function buttonClasses(look: ButtonLook = 'plain', extra?: string): string {
  return cx(shape, looks[look], extra)
}

interface ButtonProps extends ComponentProps<'button'> {
  look?: ButtonLook
  icon?: LucideIcon
  busy?: boolean
}

export function Button({ look = 'plain', icon: Icon, busy = false, className, children, disabled, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      className={buttonClasses(look, className)}
    >
      {busy ? <Spinner /> : Icon && <Icon aria-hidden size={14} className="-ml-0.5 shrink-0" />}
      {children}
    </button>
  )
}

interface IconButtonProps extends ComponentProps<'button'> {
  /** What it does; spoken, and shown on hover. */
  label: string
  icon: LucideIcon
  size?: number
  badge?: ReactNode
}

export function IconButton({ label, icon: Icon, size = 15, className, badge, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-label={label}
      title={label}
      className={cx(
        'relative inline-flex size-7 shrink-0 items-center justify-center rounded-md text-ink-3 transition-colors duration-100 hover:bg-hover hover:text-ink disabled:pointer-events-none disabled:opacity-50',
        className,
      )}
    >
      <Icon aria-hidden size={size} />
      {badge}
    </button>
  )
}
