// Gates that stay closed until somebody does something: switches, missing parts, and what may not run here at all.
import { type Gate, refuse } from './gate.ts'
import { editsCode } from './run-state.ts'

const killSwitch: Gate = ({ killSwitch }) => {
  if (killSwitch.environment) {
    return refuse('kill_switch', 'environment_kill_switch', 'all agents are stopped by DISPATCH_KILL_SWITCH=1 in the environment')
  }
  return killSwitch.workspace
    ? refuse('kill_switch', 'runs_disabled', 'all agents of this workspace are stopped by its kill switch')
    : undefined
}

const oneActive: Gate = ({ activeRunId }) =>
  activeRunId ? refuse('one_active_run', 'run_active', `${activeRunId} works on this issue already`) : undefined

const openIssue: Gate = ({ issue }) =>
  issue.closed ? refuse('issue', 'issue_closed', 'the issue is closed; reopen it first') : undefined

const onlySimulated: Gate = ({ demo, agent }) =>
  demo && !agent.simulated
    ? refuse('agent', 'demo_workspace', `${agent.name} is a real agent, and a demo workspace runs simulated ones only`)
    : undefined

const usableAgent: Gate = ({ agent }) => {
  if (!agent.enabled) return refuse('agent', 'agent_disabled', `the agent ${agent.name} is disabled`)
  return agent.problem
    ? refuse('agent', 'agent_unavailable', `${agent.name} cannot run here: ${agent.problem.sentence} ${agent.problem.remedy}`)
    : undefined
}

/** Whatever edits code carries out a plan that a person approved. Only errors may go without one, where the policy says so. */
const approvedPlan: Gate = ({ kind, planApproved, error, fixErrorsDirectly }) => {
  if (!editsCode(kind)) return undefined
  if (kind === 'error_fix' && !error) return refusePlan('only an issue that came from an error gets an error fix; investigate it')
  if (planApproved || (kind === 'error_fix' && fixErrorsDirectly)) return undefined
  return kind === 'error_fix'
    ? refusePlan('there is no approved plan; approve one, or set fix_errors_directly in the policy')
    : refusePlan('there is no approved plan; investigate the issue and approve its plan first')
}

const refusePlan = (detail: string) => refuse('plan', 'plan_not_approved', detail)

const repository: Gate = ({ hasRepository }) =>
  hasRepository
    ? undefined
    : refuse('repository', 'no_repository', 'the issue has no repository: choose one for it, or connect one to the workspace')

const credential: Gate = ({ agent, credential }) =>
  agent.simulated || credential !== 'none'
    ? undefined
    : refuse(
        'credential',
        'no_model_credential',
        'no model credential: set ANTHROPIC_API_KEY, or ANTHROPIC_BASE_URL of a gateway, or CLAUDE_CODE_OAUTH_TOKEN from `claude setup-token`',
      )

/** One run has found out for all of them; people are told once how to mend it, and it is tried again by itself. */
const refusedCredential: Gate = ({ agent, credentialRefusedUntil: until }, now) =>
  agent.simulated || until === null || until <= now
    ? undefined
    : refuse(
        'credential',
        'credential_refused',
        `the model refused the credential of this installation: set another one and restart; this one is tried again at ${until.toISOString().slice(11, 16)} UTC`,
        until,
      )

/** At confinement `none` the agent could read whatever this machine's user can. */
const confinement: Gate = ({ kind, agent, issue, credential, confinement, acceptUnconfined }) => {
  if (agent.simulated || confinement !== 'none') return undefined
  if (issue.publicText && credential === 'subscription') {
    return refuse(
      'confinement',
      'credential_readable',
      'the text comes from outside, nothing confines the agent here, and it could read the subscription token: set ANTHROPIC_API_KEY',
    )
  }
  if (!editsCode(kind)) return undefined
  if (issue.publicText) {
    return refuse(
      'confinement',
      'unconfined_public_text',
      'the text comes from outside and nothing confines the agent here: it may only investigate',
    )
  }
  return acceptUnconfined
    ? undefined
    : refuse(
        'confinement',
        'unconfined_not_accepted',
        'nothing confines the agent on this machine: accept unconfined agents in the policy, or run Dispatch where it can confine them',
      )
}

const needsHuman: Gate = ({ automatic, issue }) =>
  automatic && issue.needsHuman
    ? refuse('needs_human', 'needs_human', 'the label Needs Human keeps runs from starting by themselves')
    : undefined

/** In the order in which they are asked: the kill switch beats everything. */
export const permissionGates: readonly Gate[] = [
  killSwitch,
  oneActive,
  openIssue,
  onlySimulated,
  usableAgent,
  approvedPlan,
  repository,
  credential,
  refusedCredential,
  confinement,
  needsHuman,
]
