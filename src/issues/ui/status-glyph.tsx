// The sign of a column, by its category: names are free, behaviour is not.
import { CircleCheck, CircleDashed, CircleDot, CircleSlash2, GitPullRequest, ScanSearch, UserRoundCheck } from 'lucide-react'
import { cx } from '../../ui/class-names.ts'
import { type Tone, toneText } from '../../ui/tone.ts'
import type { Category } from '../domain/category.ts'

const looks = {
  backlog: { icon: CircleDashed, tone: 'idle' },
  investigating: { icon: ScanSearch, tone: 'work' },
  needs_review: { icon: UserRoundCheck, tone: 'need' },
  in_progress: { icon: CircleDot, tone: 'work' },
  in_review: { icon: GitPullRequest, tone: 'accent' },
  done: { icon: CircleCheck, tone: 'good' },
  canceled: { icon: CircleSlash2, tone: 'idle' },
} as const satisfies Record<Category, { icon: typeof CircleDot; tone: Tone }>

export function StatusGlyph({ category, size = 14 }: { category: Category; size?: number }) {
  const { icon: Icon, tone } = looks[category]
  return <Icon aria-hidden size={size} className={cx('shrink-0', toneText[tone])} />
}
