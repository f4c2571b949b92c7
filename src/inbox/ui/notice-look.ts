// How a kind of notice looks: a sign, a meaning, a word.
import {
  AtSign,
  Ban,
  CircleAlert,
  CircleHelp,
  CirclePause,
  FileCheck2,
  Hand,
  type LucideIcon,
  ShieldAlert,
  ShieldQuestion,
  ShieldX,
  UserRound,
} from 'lucide-react'
import type { Tone } from '../../ui/tone.ts'
import type { NoticeKind } from '../domain/kinds.ts'

export const noticeLooks: Record<NoticeKind, { icon: LucideIcon; tone: Tone; label: string }> = {
  plan_review: { icon: FileCheck2, tone: 'need', label: 'Plan to review' },
  question: { icon: CircleHelp, tone: 'need', label: 'Question' },
  blocked: { icon: Ban, tone: 'need', label: 'Blocked' },
  permission: { icon: Hand, tone: 'need', label: 'Permission' },
  push_review: { icon: Hand, tone: 'need', label: 'Push to review' },
  fix_failed: { icon: ShieldX, tone: 'fail', label: 'Fix failed' },
  fix_inconclusive: { icon: ShieldQuestion, tone: 'need', label: 'Fix inconclusive' },
  fix_broken: { icon: ShieldAlert, tone: 'fail', label: 'Error is back' },
  run_failed: { icon: CircleAlert, tone: 'fail', label: 'Run failed' },
  start_refused: { icon: CirclePause, tone: 'need', label: 'Not started' },
  attention: { icon: CircleAlert, tone: 'need', label: 'Needs attention' },
  mention: { icon: AtSign, tone: 'accent', label: 'Mention' },
  assigned: { icon: UserRound, tone: 'accent', label: 'Assigned to you' },
}
