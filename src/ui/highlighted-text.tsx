// A text with the words that were looked for made visible.
import { type Highlight, textParts } from './highlight.ts'

export function HighlightedText({ text, highlights }: { text: string; highlights: readonly Highlight[] }) {
  return textParts(text, highlights).map((part) =>
    part.isMarked ? (
      <mark key={part.at} className="rounded-sm bg-accent-soft font-medium text-ink">
        {part.text}
      </mark>
    ) : (
      part.text
    ),
  )
}
