// One step of a transcript. Tool calls are one line that opens; errors stand open.
'use client'
import {
  BookOpen,
  Brain,
  ChevronRight,
  CircleAlert,
  CircleCheck,
  FilePen,
  FileSearch,
  type LucideIcon,
  Plug,
  Terminal,
} from 'lucide-react'
import { memo, useState } from 'react'
import { cx } from '../../ui/class-names.ts'
import { DiffView } from '../../ui/diff-view.tsx'
import { exactDurationText } from '../../ui/duration.ts'
import { Markdown } from '../../ui/markdown.tsx'
import { ScrollBlock } from '../../ui/scroll-block.tsx'
import { Spinner } from '../../ui/spinner.tsx'
import { editOf, type Step, toolTarget, toolTitle } from './transcript-steps.ts'

export const TranscriptStep = memo(function TranscriptStep({ step, isActive }: { step: Step; isActive: boolean }) {
  switch (step.kind) {
    case 'text':
      return (
        <div className="py-1.5 pl-7">
          <Markdown>{step.text}</Markdown>
        </div>
      )
    case 'thinking':
      return <ThinkingStep text={step.text} />
    case 'system':
      return <p className="py-1 pl-7 text-ink-3 text-meta">{step.text}</p>
    case 'error':
      return (
        <div className="my-1 flex gap-2 rounded-md bg-fail-soft px-2 py-1.5 text-base text-fail">
          <CircleAlert aria-hidden size={14} className="mt-0.5 shrink-0" />
          <p className="min-w-0 break-words">
            {step.text} {step.code && <span className="font-mono text-meta">({step.code})</span>}
          </p>
        </div>
      )
    case 'result':
      return <ResultStep step={step} />
    case 'tool':
      return <ToolStep step={step} isActive={isActive} />
  }
})

function ThinkingStep({ text }: { text: string }) {
  const [open, setOpen] = useState(false)
  return (
    <div className="py-0.5">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex w-full items-center gap-2 rounded-md px-1.5 py-0.5 text-left text-ink-3 text-meta hover:bg-hover"
      >
        <Brain aria-hidden size={13} className="shrink-0" />
        <span className="min-w-0 truncate">{open ? 'Thinking' : text}</span>
      </button>
      {open && <p className="max-w-[72ch] whitespace-pre-wrap break-words py-1 pl-7 text-base text-ink-2">{text}</p>}
    </div>
  )
}

function ResultStep({ step }: { step: Extract<Step, { kind: 'result' }> }) {
  const Icon = step.ok ? CircleCheck : CircleAlert
  const facts = [
    step.turns !== null && `${step.turns} turns`,
    step.durationMs !== null && step.durationMs > 0 && exactDurationText(step.durationMs),
  ]
    .filter(Boolean)
    .join(' · ')
  return (
    <div className={cx('my-2 rounded-md border px-3 py-2', step.ok ? 'border-good' : 'border-fail')}>
      <p className={cx('flex items-center gap-1.5 font-medium text-meta', step.ok ? 'text-good' : 'text-fail')}>
        <Icon aria-hidden size={13} /> The agent&apos;s last word{' '}
        {facts && <span className="font-normal text-ink-3">{facts}</span>}
      </p>
      {step.text && <Markdown className="mt-1">{step.text}</Markdown>}
    </div>
  )
}

const toolIcons: Record<string, LucideIcon> = {
  Bash: Terminal,
  Read: BookOpen,
  Glob: FileSearch,
  Grep: FileSearch,
  LS: FileSearch,
  Edit: FilePen,
  MultiEdit: FilePen,
  Write: FilePen,
  NotebookEdit: FilePen,
}

function ToolStep({ step, isActive }: { step: Extract<Step, { kind: 'tool' }>; isActive: boolean }) {
  const { call, result } = step
  const isError = result?.isError ?? false
  const [opened, setOpened] = useState<boolean | null>(null)
  const open = opened ?? isError
  const Icon = toolIcons[call.name] ?? Plug
  const took = result ? Date.parse(result.at) - Date.parse(step.at) : null
  return (
    <div className="py-px">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpened(!open)}
        className="group flex h-7 w-full items-center gap-2 rounded-md px-1.5 text-left text-base hover:bg-hover"
      >
        <Icon aria-hidden size={13} className="shrink-0 text-ink-3" />
        <span className="shrink-0 font-medium text-ink">{toolTitle(call.name)}</span>
        <span className="min-w-0 flex-1 truncate font-mono text-ink-2 text-meta">{toolTarget(call.input)}</span>
        {took !== null && took > 0 && <span className="shrink-0 text-ink-3 text-meta">{exactDurationText(took)}</span>}
        <ToolMark state={result ? (isError ? 'failed' : 'done') : isActive ? 'running' : 'unknown'} />
        <ChevronRight
          aria-hidden
          size={13}
          className={cx('shrink-0 text-ink-3 transition-transform duration-100', open && 'rotate-90')}
        />
      </button>
      {open && <ToolDetail step={step} />}
    </div>
  )
}

function ToolMark({ state }: { state: 'done' | 'failed' | 'running' | 'unknown' }) {
  if (state === 'running') return <Spinner size={12} />
  const look = { done: ['bg-good', 'succeeded'], failed: ['bg-fail', 'failed'], unknown: ['bg-idle', 'no result'] }[state]
  return (
    <span role="img" aria-label={look?.[1]} title={look?.[1]} className="flex size-3 shrink-0 items-center justify-center">
      {state === 'failed' ? (
        <CircleAlert aria-hidden size={12} className="text-fail" />
      ) : (
        <span className={cx('size-1.5 rounded-full', look?.[0])} />
      )}
    </span>
  )
}

function ToolDetail({ step: { call, result } }: { step: Extract<Step, { kind: 'tool' }> }) {
  const edit = editOf(call)
  const command = typeof call.input.command === 'string' ? call.input.command : null
  return (
    <div className="flex flex-col gap-1.5 py-1 pl-7">
      {edit ? (
        <DiffView before={edit.before} after={edit.after} />
      ) : (
        <Block label="Input" text={command ?? JSON.stringify(call.input, null, 2)} />
      )}
      {result && (!edit || result.isError) && <Block label="Output" text={result.text || '(nothing)'} isError={result.isError} />}
    </div>
  )
}

const shownCharacters = 6000

function Block({ label, text, isError = false }: { label: string; text: string; isError?: boolean }) {
  const [whole, setWhole] = useState(false)
  const isLong = text.length > shownCharacters
  return (
    <div>
      <ScrollBlock
        label={label}
        className={cx('max-h-96 px-2.5 py-1.5 [&_pre]:whitespace-pre-wrap [&_pre]:break-words', isError && 'border-fail')}
      >
        {isLong && !whole ? text.slice(0, shownCharacters) : text}
      </ScrollBlock>
      {isLong && !whole && (
        <button type="button" onClick={() => setWhole(true)} className="mt-1 text-accent text-meta hover:underline">
          Show all {text.length.toLocaleString('en-GB')} characters
        </button>
      )}
    </div>
  )
}
