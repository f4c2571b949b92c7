// A diff by files, each one open or folded.
'use client'
import { ChevronRight } from 'lucide-react'
import { useMemo, useState } from 'react'
import { cx } from './class-names.ts'
import { ScrollBlock } from './scroll-block.tsx'
import { type DiffFile, parseUnifiedDiff } from './unified-diff.ts'

const looks: Record<DiffFile['lines'][number]['kind'], [className: string, sign: string]> = {
  same: ['', ' '],
  added: ['bg-good-soft', '+'],
  removed: ['bg-fail-soft', '−'],
  hunk: ['bg-hover text-ink-3', ' '],
  note: ['text-ink-3 italic', ' '],
}

export function UnifiedDiffView({ text }: { text: string }) {
  const files = useMemo(() => parseUnifiedDiff(text), [text])
  return (
    <ul aria-label="Changed files" className="flex flex-col gap-2">
      {files.map((file) => (
        <li key={file.path}>
          <FileDiff file={file} startsOpen={files.length <= 8 && file.lines.length <= 400} />
        </li>
      ))}
    </ul>
  )
}

function FileDiff({ file, startsOpen }: { file: DiffFile; startsOpen: boolean }) {
  const [open, setOpen] = useState(startsOpen)
  return (
    <div className="overflow-hidden rounded-md border bg-raised">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex h-8 w-full items-center gap-2 px-2 text-left hover:bg-hover"
      >
        <ChevronRight
          aria-hidden
          size={13}
          className={cx('shrink-0 text-ink-3 transition-transform duration-100', open && 'rotate-90')}
        />
        <span className="min-w-0 flex-1 truncate font-mono text-meta">{file.path}</span>
        <span className="shrink-0 text-good text-meta">+{file.added}</span>
        <span className="shrink-0 text-fail text-meta">−{file.removed}</span>
      </button>
      {open && (
        <ScrollBlock label={`Changes of ${file.path}`} className="max-h-[60vh] rounded-none border-0 border-t py-1">
          {file.lines.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines of a text have no other identity.
            <span key={index} className={cx('block min-w-max px-2.5', looks[line.kind][0])}>
              <span className="mr-2 inline-block w-2 select-none text-ink-3">{looks[line.kind][1]}</span>
              {line.text || ' '}
            </span>
          ))}
        </ScrollBlock>
      )}
    </div>
  )
}
