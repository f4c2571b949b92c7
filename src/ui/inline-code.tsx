// A sentence of ours with its code set in code.
import { codeParts } from './code-parts.ts'

export function InlineCode({ text }: { text: string }) {
  return codeParts(text).map(({ text: part, isCode }, index) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a sentence have no other name and never move.
    isCode ? <Code key={index}>{part}</Code> : part,
  )
}

/** Takes the colour of the sentence around it. */
export function Code({ children }: { children: string }) {
  return <code className="rounded-sm bg-current/10 px-1 py-px font-mono text-[0.92em]">{children}</code>
}
