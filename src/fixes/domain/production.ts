// Is this a deployment to production? A preview, a fork's workflow or a staging release must never start a verification.

export interface DeploymentFacts {
  via: 'deployment_status' | 'workflow_run' | 'release' | 'api'
  repository: { id: number | null; defaultBranch: string | null }
  sha: string | null
  environment: string | null
  isTransient: boolean | null
  isProduction: boolean | null
  ref: string | null
  headRepositoryId: number | null
  workflowName: string | null
  workflowEvent: string | null
}

export interface ProductionPolicy {
  /** Names of production environments, in any case. The first one stands for deployments that name none. */
  environments: readonly string[]
  /** A workflow deploys to production if its name contains one of these as a word, in any case. */
  workflowNames: readonly string[]
  /** Branches besides the default one whose workflow runs count. */
  branches: readonly string[]
  /** Whether a published release is a production deployment. */
  releasesDeploy: boolean
}

export const defaultProductionPolicy: ProductionPolicy = {
  environments: ['production', 'prod'],
  workflowNames: ['production', 'deploy-prod'],
  branches: [],
  releasesDeploy: false,
}

export interface ProductionDecision {
  isProduction: boolean
  /** The environment in whose order of deployments it stands, lower case. */
  environment: string
  reason: { code: string; sentence: string }
}

/** What may have started a workflow run of the repository's own code; a pull request's run is not among them. */
const trustedEvents = new Set(['push', 'workflow_dispatch', 'schedule', 'release', 'workflow_run', 'deployment'])
/** These run on a tag or a commit, so their branch says nothing. */
const branchlessEvents = new Set(['release', 'deployment'])

/** Decides whether a successful deployment went to production, with the reason either way. */
export function decideProduction(deployment: DeploymentFacts, policy: ProductionPolicy): ProductionDecision {
  const environment = (deployment.environment ?? policy.environments[0] ?? 'production').toLowerCase()
  const no = refusal(deployment, policy, environment)
  if (no) return { isProduction: false, environment, reason: no }
  return { isProduction: true, environment, reason: { code: 'production', sentence: acceptance(deployment) } }
}

type Refusal = { code: string; sentence: string } | null

function refusal(deployment: DeploymentFacts, policy: ProductionPolicy, environment: string): Refusal {
  if (deployment.isTransient)
    return no('transient_environment', `The environment ${environment} is a transient one, such as a preview.`)
  switch (deployment.via) {
    case 'deployment_status':
    case 'api':
      return environmentRefusal(deployment, policy, environment)
    case 'workflow_run':
      return workflowRefusal(deployment, policy)
    case 'release':
      return releaseRefusal(deployment, policy)
  }
}

function environmentRefusal(deployment: DeploymentFacts, { environments }: ProductionPolicy, environment: string): Refusal {
  if (deployment.isProduction || environments.some((name) => name.toLowerCase() === environment)) return null
  return no(
    'other_environment',
    `The environment ${environment} is none of the production environments (${environments.join(', ')}).`,
  )
}

function workflowRefusal(deployment: DeploymentFacts, policy: ProductionPolicy): Refusal {
  const { workflowName, workflowEvent, headRepositoryId, repository, ref } = deployment
  if (!policy.workflowNames.some((name) => containsWord(workflowName ?? '', name)))
    return no(
      'other_workflow',
      `The workflow “${workflowName ?? ''}” is none of those that deploy (${policy.workflowNames.join(', ')}).`,
    )
  if (headRepositoryId === null || headRepositoryId !== repository.id)
    return no('foreign_repository', 'The workflow ran on code of another repository.')
  if (!trustedEvents.has(workflowEvent ?? ''))
    return no('other_trigger', `A run that was started by ${workflowEvent ?? 'nothing'} is no deployment.`)
  const branches = [repository.defaultBranch, ...policy.branches]
  if (!branchlessEvents.has(workflowEvent ?? '') && !branches.includes(ref))
    return no('other_branch', `The workflow ran on ${ref ?? 'no branch'}, not on ${branches.filter(Boolean).join(' or ')}.`)
  return null
}

function releaseRefusal({ sha }: DeploymentFacts, { releasesDeploy }: ProductionPolicy): Refusal {
  if (!releasesDeploy) return no('releases_do_not_deploy', 'Releases do not count as deployments here.')
  return sha === null ? no('release_without_commit', 'The commit of the release is not known yet.') : null
}

function acceptance({ via, environment, workflowName }: DeploymentFacts): string {
  if (via === 'workflow_run') return `The workflow “${workflowName}” succeeded.`
  return via === 'release' ? 'A release was published.' : `Deployed to ${environment ?? 'production'}.`
}

/** `deploy to production` contains the word, `preproduction`, `non-production` and `Production preview` do not mean it. */
function containsWord(name: string, word: string): boolean {
  const [text, wanted] = [name.toLowerCase(), word.toLowerCase()]
  if (wanted === '' || /\b(?:pre-?view|dry[- ]?run)\b/.test(text)) return false
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + 1)) {
    const [before, after] = [text.slice(0, at), text.slice(at + wanted.length)]
    if (!/[a-z0-9]$|\b(?:pre|non|not)[- _]?$/.test(before) && !/^[a-z0-9]/.test(after)) return true
  }
  return false
}

function no(code: string, sentence: string): { code: string; sentence: string } {
  return { code, sentence }
}
