// The parts of GitHub's payloads that we read. Unknown keys pass; what a decision needs is required, the rest may be absent.
import { z } from 'zod'

const text = z.string().nullish().catch(null)
const flag = z.boolean().nullish().catch(null)
const sha = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/)
const time = z.union([z.string(), z.number()]).nullish().catch(null)
const number = z.number().int().positive()
const fullName = z.string().regex(/^[\w.-]{1,100}\/[\w.-]{1,100}$/)

/** Git refuses control characters in names of branches, as PostgreSQL does NUL in any text. */
const branch = z
  .string()
  .min(1)
  .max(255)
  .regex(/^\P{Cc}+$/u)

/** It becomes part of a key. */
const word = z
  .string()
  .max(100)
  .regex(/^\P{Cc}*$/u)

const repositoryRef = z.object({ id: number, full_name: fullName })
const repository = repositoryRef.extend({ default_branch: branch, private: flag, pushed_at: time })

const pull = z.object({
  number,
  state: z.enum(['open', 'closed']),
  draft: flag,
  merged: flag,
  merged_at: time,
  merge_commit_sha: sha.nullish().catch(null),
  closed_at: time,
  updated_at: z.string(),
  title: z.string(),
  body: text,
  html_url: text,
  user: z.object({ login: text, type: text }).nullish().catch(null),
  author_association: text,
  labels: z
    .array(z.object({ name: z.string() }))
    .nullish()
    .catch(null),
  head: z.object({ ref: z.string(), sha, repo: repositoryRef.nullish().catch(null) }),
  base: z.object({ ref: z.string(), sha, repo: repositoryRef }),
})
export type PullPayload = z.infer<typeof pull>

export const pullPayload = pull
export const pullRequestEvent = z.object({ action: word, pull_request: pull, repository })
export type PullRequestEvent = z.infer<typeof pullRequestEvent>

export const pushEvent = z.object({
  ref: z.string().regex(/^refs\/[^\s]{1,300}$/),
  before: sha,
  after: sha,
  forced: flag,
  commits: z
    .array(z.object({ id: sha, message: z.string() }))
    .nullish()
    .catch(null),
  repository,
})

export const deploymentStatusEvent = z.object({
  deployment_status: z.object({
    state: z.string(),
    environment: text,
    created_at: time,
    target_url: text,
    log_url: text,
    environment_url: text,
  }),
  deployment: z.object({
    id: number,
    sha,
    ref: text,
    environment: z.string(),
    transient_environment: flag,
    production_environment: flag,
  }),
  repository,
})

export const workflowRunEvent = z.object({
  action: word,
  workflow: z.object({ name: text }).nullish().catch(null),
  workflow_run: z.object({
    id: number,
    name: text,
    run_attempt: z.number().int().nullish().catch(null),
    event: z.string(),
    status: text,
    conclusion: text,
    head_branch: text,
    head_sha: sha,
    head_repository: z.object({ id: number }).nullish().catch(null),
    updated_at: time,
    html_url: text,
  }),
  repository,
})

export const releaseEvent = z.object({
  action: word,
  release: z.object({
    id: number,
    tag_name: z.string(),
    draft: flag,
    prerelease: flag,
    created_at: time,
    published_at: time,
    html_url: text,
  }),
  repository,
})

const person = z.object({ login: text, type: text }).nullish().catch(null)
export type PersonPayload = z.infer<typeof person>

/** What reviews, comments and issues have in common. */
const written = z.object({ id: number, body: text, user: person, author_association: text, html_url: text })

export const reviewEvent = z.object({
  action: word,
  review: written.extend({ state: z.string(), submitted_at: time, updated_at: time }),
  pull_request: z.object({ number, updated_at: time }),
  repository: repositoryRef,
})

const comment = written.extend({ created_at: time, updated_at: time })

export const reviewCommentEvent = z.object({
  action: word,
  comment,
  pull_request: z.object({ number }),
  repository: repositoryRef,
})

export const issueCommentEvent = z.object({
  action: word,
  comment,
  // A pull request is an issue too; it says so here.
  issue: z.object({ number, pull_request: z.object({}).nullish().catch(null) }),
  repository: repositoryRef,
})

export const issuesEvent = z.object({
  action: word,
  issue: written.extend({
    number,
    title: z.string(),
    state: z.string().nullish().catch(null),
    labels: z
      .array(z.object({ name: z.string() }))
      .nullish()
      .catch(null),
    updated_at: time,
  }),
  repository: repositoryRef,
})

export const checkSuiteEvent = z.object({
  action: word,
  check_suite: z.object({
    id: number,
    head_sha: sha,
    status: text,
    conclusion: text,
    updated_at: time,
    app: z.object({ name: text }).nullish().catch(null),
  }),
  repository: repositoryRef,
})

const names = z
  .array(z.object({ full_name: z.string() }))
  .nullish()
  .catch(null)

export const installationEvent = z.object({
  action: word,
  installation: z.object({ id: number, account: person, updated_at: time }),
  repositories: names,
  repositories_added: names,
  repositories_removed: names,
})

export const pingEvent = z.object({
  hook_id: z.number().int().nullish().catch(null),
  repository: repositoryRef.nullish().catch(null),
})
