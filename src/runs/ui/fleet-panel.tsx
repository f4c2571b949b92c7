// The foot of the rail: running, queued, spent of today's budget, and the kill switch.
'use client'
import { OctagonX, Play } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { usePermission } from '../../access/ui/permission.ts'
import { cx } from '../../ui/class-names.ts'
import { amountText, moneyText } from '../../ui/money.ts'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { type Fleet, useFleet } from './fleet.ts'
import { KillSwitchDialog } from './kill-switch-dialog.tsx'

export function FleetPanel({ compact }: { compact: boolean }) {
  const fleet = useFleet()
  const [asking, setAsking] = useState(false)
  const stop = usePermission('policy.manage')
  if (!fleet.data) return fleet.isPending ? <Skeleton className="m-2 h-14" /> : null
  const isOff = !fleet.data.runs_enabled || fleet.data.kill_switch_env
  const label = isOff ? 'Runs are off' : 'Stop all agents'
  const Icon = isOff ? Play : OctagonX
  return (
    <section aria-label="Fleet" className={cx('flex flex-col gap-2 border-t p-2', compact && 'items-center')}>
      {!compact && <FleetNumbers fleet={fleet.data} />}
      <button
        type="button"
        onClick={() => setAsking(true)}
        disabled={!stop.allowed}
        title={stop.reason ?? label}
        aria-label={label}
        className={cx(
          'flex h-7 items-center gap-2 rounded-md px-2 font-medium text-meta disabled:pointer-events-none disabled:opacity-50',
          isOff ? 'bg-fail-soft text-fail' : 'text-ink-2 hover:bg-hover hover:text-fail',
        )}
      >
        <Icon aria-hidden size={14} />
        {!compact && label}
      </button>
      <KillSwitchDialog open={asking} onOpenChange={setAsking} fleet={fleet.data} />
    </section>
  )
}

function FleetNumbers({ fleet }: { fleet: Fleet }) {
  const share = fleet.day_budget_usd > 0 ? (fleet.spent_today_usd + fleet.reserved_usd) / fleet.day_budget_usd : 1
  return (
    <div className="flex flex-col gap-1.5 px-2 pt-1 text-ink-2 text-meta">
      <Link href="/runs?state=active" className="flex justify-between rounded-sm hover:text-ink">
        <span className={fleet.running > 0 ? 'text-work' : undefined}>{fleet.running} running</span>
        <span>{fleet.queued} queued</span>
      </Link>
      <div className="flex justify-between">
        <span>Today</span>
        <span title={`${moneyText(fleet.spent_today_usd)} spent, ${moneyText(fleet.reserved_usd)} set aside for runs that go on`}>
          {amountText(fleet.spent_today_usd)} of {amountText(fleet.day_budget_usd)} USD
        </span>
      </div>
      <ProgressBar
        value={share}
        label="Spent and reserved share of today's budget"
        tone={share >= 1 ? 'fail' : share > 0.8 ? 'need' : 'accent'}
      />
    </div>
  )
}
