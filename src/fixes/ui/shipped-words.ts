// Deployments in words.
import { CircleDashed, CornerUpLeft, Equal, type LucideIcon, Rocket, Undo2 } from 'lucide-react'
import type { Tone } from '../../ui/tone.ts'
import type { ShippedDeployment } from './shipped-queries.ts'

interface Look {
  icon: LucideIcon
  tone: Tone
  text: string
}

/** What a person should see first of it. */
export function shippedLook({ rolled_back_by, relation, is_production }: ShippedDeployment): Look {
  if (rolled_back_by) return { icon: Undo2, tone: 'fail', text: 'Rolled back' }
  if (relation === 'rollback') return { icon: CornerUpLeft, tone: 'need', text: 'Rollback' }
  if (relation === 'same') return { icon: Equal, tone: 'idle', text: 'Same again' }
  return is_production
    ? { icon: Rocket, tone: 'good', text: 'Shipped' }
    : { icon: CircleDashed, tone: 'idle', text: 'Not production' }
}

const sources: Record<string, string> = {
  deployment_status: 'a deployment status of GitHub',
  workflow_run: 'a workflow of GitHub',
  release: 'a release on GitHub',
  api: 'a report to the API',
}

/** Who told of it. */
export function sourceText(source: string): string {
  return sources[source] ?? source
}

/** `2 pull requests`, `1 merged meanwhile, not known whether it is in there`. */
export function carriesText({ pull_request_count: sure, unknown_count: unknown, relation }: ShippedDeployment): string {
  if (relation === 'rollback') return 'Takes back what came after it; brings nothing new.'
  if (relation === 'same') return 'The commit that ran already; brings nothing new.'
  const pulls = (count: number) => (count === 1 ? '1 pull request' : `${count} pull requests`)
  const maybe = unknown > 0 ? `${pulls(unknown)} merged meanwhile, not known whether in there` : ''
  if (sure === 0) return maybe || 'No pull request that Dispatch knows of.'
  return [pulls(sure), maybe].filter(Boolean).join(' · ')
}
