// The bodies of the demo's webhooks, as small as the vendors' parsers allow.
import { demoFile, demoRepository } from './project.ts'

const project = { id: '1', slug: 'checkout', name: 'Checkout', platform: 'node' }
const release = 'checkout@1.0.0'

export const demoErrorId = 'demo-1'

export function sentryIssueCreated(at: Date): object {
  const seen = at.toISOString()
  // An hour of a loud error: ten quiet seconds then tell something.
  const first = new Date(at.getTime() - 3_600_000).toISOString()
  return {
    action: 'created',
    data: {
      issue: {
        id: demoErrorId,
        shortId: 'CHECKOUT-1',
        title: "TypeError: Cannot read properties of undefined (reading 'items')",
        culprit: 'src/cart.js:2 in total',
        web_url: 'https://sentry.example.com/issues/demo-1/',
        level: 'error',
        status: 'unresolved',
        substatus: 'new',
        platform: 'node',
        project,
        type: 'error',
        metadata: {
          type: 'TypeError',
          value: "Cannot read properties of undefined (reading 'items')",
          filename: demoFile,
          function: 'total',
        },
        issueType: 'error',
        issueCategory: 'error',
        priority: 'high',
        count: '4211',
        userCount: 312,
        firstSeen: first,
        lastSeen: seen,
      },
    },
    actor: { type: 'application', id: 'sentry', name: 'Sentry' },
  }
}

/** An event of another error of the project: it shows that the project has traffic and that its events arrive here. */
export function sentryTraffic(at: Date): object {
  return {
    action: 'created',
    data: {
      error: {
        event_id: crypto.randomUUID().replaceAll('-', ''),
        project: 1,
        release,
        platform: 'node',
        datetime: at.toISOString(),
        timestamp: at.getTime() / 1000,
        title: 'TimeoutError: upstream took 5 s',
        level: 'warning',
        culprit: 'GET /rates',
        issue_id: 'demo-2',
        project_slug: project.slug,
        tags: [
          ['environment', 'production'],
          ['release', release],
        ],
        url: `https://sentry.example.com/api/0/projects/demo/${project.slug}/events/1/`,
        issue_url: 'https://sentry.example.com/api/0/issues/demo-2/',
        web_url: 'https://sentry.example.com/organizations/demo/issues/demo-2/events/1/',
      },
    },
    actor: { type: 'application', id: 'sentry', name: 'Sentry' },
  }
}

const repository = {
  id: 1,
  name: 'checkout',
  full_name: demoRepository,
  private: true,
  default_branch: 'main',
  fork: false,
  html_url: `https://github.example.com/${demoRepository}`,
}
const sender = { login: 'demo', id: 1, type: 'User' }

export interface DemoPull {
  number: number
  branch: string
  headSha: string
  at: Date
  merge?: { sha: string } | undefined
}

export function githubPullRequest(action: 'opened' | 'closed', pull: DemoPull): object {
  const side = (ref: string, sha: string) => ({ ref, sha, label: `demo:${ref}`, user: sender, repo: repository })
  return {
    action,
    number: pull.number,
    pull_request: {
      id: pull.number,
      number: pull.number,
      state: action === 'opened' ? 'open' : 'closed',
      draft: false,
      merged: pull.merge !== undefined,
      merged_at: pull.merge ? pull.at.toISOString() : null,
      merge_commit_sha: pull.merge?.sha ?? null,
      title: 'Handle a checkout without a cart',
      body: 'Opened by the demo for the branch that the agent made.',
      html_url: `https://github.example.com/${demoRepository}/pull/${pull.number}`,
      url: `https://github.example.com/api/repos/${demoRepository}/pulls/${pull.number}`,
      user: sender,
      author_association: 'MEMBER',
      labels: [],
      created_at: pull.at.toISOString(),
      updated_at: pull.at.toISOString(),
      closed_at: action === 'closed' ? pull.at.toISOString() : null,
      head: side(pull.branch, pull.headSha),
      base: side('main', pull.headSha),
      commits: 1,
      additions: 1,
      deletions: 1,
      changed_files: 1,
    },
    repository,
    sender,
  }
}

export function githubDeployment(sha: string, at: Date): object {
  const time = at.toISOString()
  return {
    action: 'created',
    deployment_status: {
      id: Math.floor(at.getTime() / 1000),
      state: 'success',
      environment: 'production',
      created_at: time,
      updated_at: time,
      target_url: '',
      creator: sender,
    },
    deployment: {
      id: Math.floor(at.getTime() / 1000),
      sha,
      ref: 'main',
      task: 'deploy',
      environment: 'production',
      original_environment: 'production',
      transient_environment: false,
      production_environment: true,
      created_at: time,
      updated_at: time,
      payload: {},
      creator: sender,
    },
    repository,
    sender,
  }
}
