// What a run is refused for before anything of it exists.
import type { AgentAdapter } from '../runs/domain/agent-adapter.ts'
import type { ConfinementReport, ExecutionFailureCode, RunJob } from '../runs/domain/executor.ts'
import type { ModelCredential } from './model-access.ts'

export interface Refusal {
  failureCode: ExecutionFailureCode
  detail: string
}

export interface RunConditions {
  adapter: AgentAdapter
  confinement: ConfinementReport
  credential: ModelCredential['kind']
}

/** Null if the run may go on. Simulated agents are Dispatch's own code, so the walls are not for them. */
export function judgeRun(job: RunJob, { adapter, confinement, credential }: RunConditions): Refusal | null {
  if (adapter.simulated) return null
  if (credential === 'none') return { failureCode: 'no_model_credential', detail: 'No credential for the model is configured.' }
  if (confinement.level !== 'none') return null
  if (job.profile === 'implement' && !job.acceptUnconfined) {
    return {
      failureCode: 'confinement_refused',
      detail: `Agents cannot be confined on this machine (${confinement.reason}), and nobody accepted that.`,
    }
  }
  if (credential === 'oauth' && job.publicText) {
    const detail = 'A run on public text may not hold a subscription token where agents cannot be confined.'
    return { failureCode: 'confinement_refused', detail }
  }
  return null
}
