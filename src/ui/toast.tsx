// Short messages about what just happened, at the lower edge; spoken politely.
'use client'
import { CircleAlert, CircleCheck, X } from 'lucide-react'
import { problemText } from './api-problem.ts'
import { createStore, useStore } from './external-store.ts'
import { InlineCode } from './inline-code.tsx'

interface Toast {
  id: number
  tone: 'good' | 'fail'
  text: string
  action?: { label: string; run(): void } | undefined
}

const toasts = createStore<readonly Toast[]>([])
const none: readonly Toast[] = []
let lastId = 0

function show(tone: Toast['tone'], text: string, action?: Toast['action']): void {
  lastId += 1
  const id = lastId
  toasts.set((current) => [...current.slice(-2), { id, tone, text, action }])
  setTimeout(() => dismiss(id), tone === 'fail' ? 9000 : 4500)
}

function dismiss(id: number): void {
  toasts.set((current) => current.filter((toast) => toast.id !== id))
}

export function toastDone(text: string, action?: Toast['action']): void {
  show('good', text, action)
}

export function toastProblem(error: unknown, prefix = ''): void {
  show('fail', prefix ? `${prefix}: ${problemText(error)}` : problemText(error))
}

export function Toaster() {
  const shown = useStore(toasts, none)
  return (
    <section
      aria-label="Messages"
      aria-live="polite"
      className="pointer-events-none fixed inset-x-3 bottom-16 z-60 flex flex-col items-center gap-2 sm:inset-x-auto sm:right-4 sm:bottom-4 sm:items-end"
    >
      {shown.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </section>
  )
}

function ToastCard({ toast }: { toast: Toast }) {
  const Icon = toast.tone === 'good' ? CircleCheck : CircleAlert
  return (
    <div className="pointer-events-auto flex max-w-md animate-enter items-start gap-2 rounded-lg border border-line-strong bg-raised py-2 pr-1.5 pl-3 text-base shadow-float">
      <Icon aria-hidden size={15} className={toast.tone === 'good' ? 'mt-0.5 shrink-0 text-good' : 'mt-0.5 shrink-0 text-fail'} />
      <p className="min-w-0 flex-1 break-words">
        <InlineCode text={toast.text} />
      </p>
      {toast.action && (
        <button
          type="button"
          onClick={toast.action.run}
          className="shrink-0 rounded-sm px-1.5 font-medium text-accent hover:bg-hover"
        >
          {toast.action.label}
        </button>
      )}
      <button
        type="button"
        aria-label="Dismiss"
        onClick={() => dismiss(toast.id)}
        className="inline-flex size-5 shrink-0 items-center justify-center rounded-sm text-ink-3 hover:bg-hover"
      >
        <X aria-hidden size={13} />
      </button>
    </div>
  )
}
