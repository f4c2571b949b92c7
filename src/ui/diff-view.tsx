// A difference of two texts, with signs besides the colours.
'use client'
import { useMemo } from 'react'
import { cx } from './class-names.ts'
import { diffLines, foldUnchanged } from './line-diff.ts'
import { ScrollBlock } from './scroll-block.tsx'

const looks = { same: ['', ' '], added: ['bg-good-soft', '+'], removed: ['bg-fail-soft', '−'] } as const

export function DiffView({ before, after, className }: { before: string; after: string; className?: string }) {
  const lines = useMemo(() => foldUnchanged(diffLines(before, after)), [before, after])
  return (
    <ScrollBlock label="Changes" className={cx('py-1.5', className)}>
      {lines.map((line, index) =>
        line ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of a text have no other identity.
          <span key={index} className={cx('block min-w-max px-2.5', looks[line.kind][0])}>
            <span className="mr-2 inline-block w-2 select-none text-ink-3">{looks[line.kind][1]}</span>
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
