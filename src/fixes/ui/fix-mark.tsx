// The state of a fix: sign and word. The shield is filled for proof and for nothing less.
import { cx } from '../../ui/class-names.ts'
import { toneText } from '../../ui/tone.ts'
import type { FixAttempt } from './fix-queries.ts'
import { fixLook } from './fix-words.ts'

export function FixMark({ fix }: { fix: FixAttempt }) {
  const look = fixLook(fix)
  const Icon = look.icon
  return (
    <span className={cx('inline-flex items-center gap-1.5 whitespace-nowrap font-medium', toneText[look.tone])}>
      <Icon aria-hidden size={15} className={cx('shrink-0', look.isProven && 'fill-good stroke-raised')} />
      {look.text}
    </span>
  )
}
