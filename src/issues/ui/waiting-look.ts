// What happens now on an issue: a sign, a meaning, words, and the time that belongs to them.
import {
  Ban,
  Bot,
  CircleAlert,
  CircleHelp,
  Eye,
  FileCheck2,
  GitPullRequest,
  Hand,
  Hourglass,
  type LucideIcon,
  Rocket,
  ShieldCheck,
  ShieldX,
} from 'lucide-react'
import { durationText } from '../../ui/duration.ts'
import type { Tone } from '../../ui/tone.ts'
import type { Card } from './issue-types.ts'

export interface WaitingLook {
  icon: LucideIcon
  tone: Tone
  text: string
  /** `3 h`, `31 h left`; empty when the time says nothing. */
  time: string
  /** Something moves by itself right now. */
  live: boolean
}

const byCode: Record<string, { icon: LucideIcon; tone: Tone; live?: boolean }> = {
  run_delayed: { icon: Hourglass, tone: 'idle' },
  run_queued: { icon: Hourglass, tone: 'work' },
  run_preparing: { icon: Bot, tone: 'work', live: true },
  run_working: { icon: Bot, tone: 'work', live: true },
  pushing: { icon: GitPullRequest, tone: 'work', live: true },
  permission: { icon: Hand, tone: 'need' },
  push_held: { icon: Hand, tone: 'need' },
  question: { icon: CircleHelp, tone: 'need' },
  blocked: { icon: Ban, tone: 'need' },
  attention: { icon: CircleAlert, tone: 'need' },
  plan_review: { icon: FileCheck2, tone: 'need' },
  deploy: { icon: Rocket, tone: 'idle' },
  release: { icon: GitPullRequest, tone: 'idle' },
  watching: { icon: Eye, tone: 'work' },
  inconclusive: { icon: CircleHelp, tone: 'need' },
  pull_draft: { icon: GitPullRequest, tone: 'idle' },
  ci_failed: { icon: ShieldX, tone: 'fail' },
  pull_review: { icon: GitPullRequest, tone: 'need' },
  blocked_by: { icon: Ban, tone: 'idle' },
  run_failed: { icon: CircleAlert, tone: 'fail' },
  implement: { icon: FileCheck2, tone: 'need' },
}

/** Null when there is nothing to tell: the issue lies in its column, or is closed without a verdict. */
export function waitingLook(card: Pick<Card, 'waiting_on' | 'fix_state' | 'status'>, now: Date): WaitingLook | null {
  const { code, text, since, until } = card.waiting_on
  if (code === 'closed') {
    if (card.fix_state !== 'verified' || card.status.category !== 'done') return null
    return { icon: ShieldCheck, tone: 'good', text: 'verified in production', time: '', live: false }
  }
  const look = byCode[code]
  if (!look) return null
  return { icon: look.icon, tone: look.tone, text, time: timeText(since, until, now), live: look.live ?? false }
}

function timeText(since: string, until: string | null, now: Date): string {
  if (until) {
    const left = Date.parse(until) - now.getTime()
    return left > 0 ? `${durationText(left)} left` : 'ending'
  }
  const waited = now.getTime() - Date.parse(since)
  return waited < 60_000 ? '' : durationText(waited)
}
