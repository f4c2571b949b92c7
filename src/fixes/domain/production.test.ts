import { describe, expect, test } from 'vitest'
import { type DeploymentFacts, decideProduction, defaultProductionPolicy, type ProductionPolicy } from './production.ts'

const repository = { id: 1, defaultBranch: 'main' }
const nothing = {
  isTransient: null,
  isProduction: null,
  ref: null,
  headRepositoryId: null,
  workflowName: null,
  workflowEvent: null,
  repository,
}
const status = (change: Partial<DeploymentFacts> = {}): DeploymentFacts => ({
  ...nothing,
  via: 'deployment_status',
  sha: 'a',
  environment: 'production',
  ref: 'main',
  ...change,
})
const run = (change: Partial<DeploymentFacts> = {}): DeploymentFacts => ({
  ...nothing,
  via: 'workflow_run',
  sha: 'a',
  environment: null,
  ref: 'main',
  headRepositoryId: 1,
  workflowName: 'deploy-prod',
  workflowEvent: 'push',
  ...change,
})
const release = (change: Partial<DeploymentFacts> = {}): DeploymentFacts => ({
  ...nothing,
  via: 'release',
  sha: 'a',
  environment: null,
  ref: 'v1',
  ...change,
})
const told = (deployment: DeploymentFacts, policy: Partial<ProductionPolicy> = {}) =>
  decideProduction(deployment, { ...defaultProductionPolicy, ...policy }).reason.code

describe('deployment statuses', () => {
  test.each([
    [{}, 'production'],
    [{ environment: 'Production' }, 'production'],
    [{ environment: 'PROD' }, 'production'],
    [{ environment: 'staging' }, 'other_environment'],
    [{ environment: 'preview' }, 'other_environment'],
    [{ environment: 'production-eu' }, 'other_environment'],
    [{ environment: 'preproduction' }, 'other_environment'],
    [{ environment: 'eu-1', isProduction: true }, 'production'],
    [{ environment: 'production', isTransient: true }, 'transient_environment'],
    [{ environment: 'pr-7', isProduction: true, isTransient: true }, 'transient_environment'],
    [{ isTransient: false, isProduction: false }, 'production'],
  ])('%j', (change, code) => expect(told(status(change))).toBe(code))

  test("the workspace's own names count instead", () => {
    expect(told(status({ environment: 'live' }), { environments: ['Live'] })).toBe('production')
    expect(told(status(), { environments: ['live'] })).toBe('other_environment')
  })
})

describe('workflow runs', () => {
  test.each([
    [{}, 'production'],
    [{ workflowName: 'Deploy to Production' }, 'production'],
    [{ workflowName: 'production' }, 'production'],
    [{ workflowName: 'Production: deploy' }, 'production'],
    [{ workflowName: 'CI / deploy-prod (eu)' }, 'production'],
    [{ workflowName: 'CI' }, 'other_workflow'],
    [{ workflowName: null }, 'other_workflow'],
    [{ workflowName: 'deploy-product-docs' }, 'other_workflow'],
    [{ workflowName: 'Deploy preproduction' }, 'other_workflow'],
    [{ workflowName: 'Deploy pre-production' }, 'other_workflow'],
    [{ workflowName: 'Deploy non-production' }, 'other_workflow'],
    [{ workflowName: 'Preview of production' }, 'other_workflow'],
    [{ workflowName: 'production dry-run' }, 'other_workflow'],
    [{ headRepositoryId: 2 }, 'foreign_repository'],
    [{ headRepositoryId: null }, 'foreign_repository'],
    [{ workflowEvent: 'pull_request' }, 'other_trigger'],
    [{ workflowEvent: 'pull_request_target' }, 'other_trigger'],
    [{ workflowEvent: 'issue_comment' }, 'other_trigger'],
    [{ workflowEvent: 'repository_dispatch' }, 'other_trigger'],
    [{ workflowEvent: null }, 'other_trigger'],
    [{ workflowEvent: 'workflow_dispatch' }, 'production'],
    [{ workflowEvent: 'schedule' }, 'production'],
    [{ workflowEvent: 'workflow_run' }, 'production'],
    [{ workflowEvent: 'release', ref: 'v1.2.3' }, 'production'],
    [{ workflowEvent: 'deployment', ref: null }, 'production'],
    [{ ref: 'feature' }, 'other_branch'],
    [{ ref: 'v1.2.3' }, 'other_branch'],
    [{ ref: null }, 'other_branch'],
  ])('%j', (change, code) => expect(told(run(change))).toBe(code))

  test("a fork's own main is no production, whatever its workflow is called", () => {
    expect(decideProduction(run({ headRepositoryId: 99, ref: 'main' }), defaultProductionPolicy).isProduction).toBe(false)
  })

  test('two unknown repositories are not the same one', () => {
    expect(told(run({ headRepositoryId: null, repository: { id: null, defaultBranch: 'main' } }))).toBe('foreign_repository')
  })

  test('other branches count where the workspace names them', () =>
    expect(told(run({ ref: 'release' }), { branches: ['release'] })).toBe('production'))
  test('an empty name matches nothing', () => expect(told(run(), { workflowNames: [''] })).toBe('other_workflow'))
  test('they stand in the order of the first production environment', () => {
    expect(decideProduction(run(), defaultProductionPolicy).environment).toBe('production')
  })
})

describe('releases', () => {
  test('are no deployments unless the workspace says so', () => expect(told(release())).toBe('releases_do_not_deploy'))
  test('are, then', () => expect(told(release(), { releasesDeploy: true })).toBe('production'))
  test('but not before their commit is known', () =>
    expect(told(release({ sha: null }), { releasesDeploy: true })).toBe('release_without_commit'))
})

test('a reported deployment counts by its environment', () => {
  expect(told(status({ via: 'api' }))).toBe('production')
  expect(told(status({ via: 'api', environment: 'staging' }))).toBe('other_environment')
})
