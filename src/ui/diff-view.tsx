// A difference of two texts, with signs besides the colours.
'use client'
import { useMemo } from 'react'
import { cx } from './class-names.ts'
import { diffLines, foldUnchanged } from './line-diff.ts'
import { ScrollBlock } from './scroll-block.tsx'

const looks = { same: ['', ' '], added: ['bg-good-soft', '+'], removed: ['bg-fail-soft', '−'] } as const

interface DiffViewProps {
  before: string
  after: string
  className?: string
  /** Of prose: long lines are broken, where code would scroll. */
  wrap?: boolean
}

export function DiffView({ before, after, className, wrap = false }: DiffViewProps) {
  const lines = useMemo(() => foldUnchanged(diffLines(before, after)), [before, after])
  const shape = wrap ? 'block whitespace-pre-wrap break-words px-2.5 pl-7 -indent-4.5' : 'block min-w-max px-2.5'
  return (
    <ScrollBlock label="Changes" className={cx('py-1.5', className)}>
      {lines.map((line, index) =>
        line ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of a text have no other identity.
          <span key={index} className={cx(shape, looks[line.kind][0])}>
            <span className="mr-2 inline-block w-2 select-none indent-0 text-ink-3">{looks[line.kind][1]}</span>
            {line.text || ' '}
          </span>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: as above.
          <span key={index} className="block select-none px-2.5 text-ink-3">
            ⋯
          </span>
        ),
      )}
    </ScrollBlock>
  )
}
