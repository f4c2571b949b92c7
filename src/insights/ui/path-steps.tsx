// The way from the error to the proof, step by step, with how long each takes.
'use client'
import { ChevronRight } from 'lucide-react'
import { FigureButton, type Shown } from './figure-cell.tsx'
import type { Figures } from './insight-queries.ts'
import { basisText, steps } from './insight-words.ts'

const stations = ['Error', 'Issue', 'Plan', 'Pull request', 'Deploy', 'Verified'] as const

export function PathSteps({ figures, onShow }: { figures: Figures; onShow(shown: Shown): void }) {
  return (
    <section aria-labelledby="path-title" className="flex flex-col gap-1.5">
      <h2 id="path-title" className="font-medium text-meta">
        How long each step takes
      </h2>
      <ol className="flex flex-wrap items-stretch gap-1.5">
        <li className="flex items-center font-medium">{stations[0]}</li>
        {steps.map((metric, index) => (
          <li key={metric} className="flex items-center gap-1.5">
            <span className="flex flex-col items-center rounded-md border bg-panel px-2.5 py-1">
              <FigureButton metric={metric} figure={figures[metric]} place="all weeks" onShow={onShow} />
              <span className="text-ink-3 text-micro">{basisText(metric, figures[metric].n) ?? 'nothing yet'}</span>
            </span>
            <ChevronRight aria-hidden size={13} className="text-ink-3" />
            <span className="font-medium">{stations[index + 1]}</span>
          </li>
        ))}
      </ol>
      <p className="text-ink-2">
        From the error to the proof:{' '}
        <FigureButton metric="error_to_verified" figure={figures.error_to_verified} place="all weeks" onShow={onShow} />
      </p>
    </section>
  )
}
