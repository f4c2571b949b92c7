// Controls that only some roles may use: the others see them switched off, with the reason.
'use client'
import type { ReactNode } from 'react'
import { Notice } from '../../ui/error-state.tsx'
import type { Action } from '../domain/permissions.ts'
import { usePermission } from './permission.ts'

interface GuardedProps {
  action: Action
  children: ReactNode
}

/** A part of the settings that is not even asked for by those who may not see it. */
export function DeniedPanel({ action, children }: { action: Action; children: ReactNode }) {
  const { allowed, reason } = usePermission(action)
  return allowed ? children : <Notice tone="info">{reason}</Notice>
}

/** Every button and field inside is off for those who may not. */
export function Guarded({ action, children }: GuardedProps) {
  const { allowed, reason } = usePermission(action)
  if (allowed) return children
  return (
    <>
      <fieldset disabled className="contents">
        {children}
      </fieldset>
      <p className="text-ink-3 text-meta">{reason}</p>
    </>
  )
}

/** Shown to those who may; the others read why not. */
export function OnlyFor({ action, children }: { action: Action; children: ReactNode }) {
  const { allowed, reason } = usePermission(action)
  return allowed ? children : <p className="text-ink-3 text-meta">{reason}</p>
}
