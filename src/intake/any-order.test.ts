import { afterAll, beforeAll, test } from 'vitest'
import { expectSameInAnyOrder, github, type History, patience, sentry } from '#test/any-order.ts'
import { checkSuitePayload, issuePayload, reviewPayload } from '#test/fixtures/github/host-payloads.ts'
import { sha } from '#test/fixtures/github/payloads.ts'
import { sentryIssueHook } from '#test/fixtures/sentry/payloads.ts'
import { type TestIntake, testIntake } from '#test/intake.ts'
import {
  at,
  deployed,
  errorCreated,
  errorEvent,
  errorRegressed,
  merge,
  merged,
  opened,
  otherError,
  pull,
  pushed,
} from '#test/story.ts'

let intake: TestIntake
beforeAll(async () => {
  intake = await testIntake({ withoutSweeps: true })
})
afterAll(() => intake?.close())

const created = sentry('issue', errorCreated(10))
const otherCreated = sentry('issue', errorCreated(11, { id: '4820175599', shortId: 'CHECKOUT-API-3G' }))
const fixOpened = github('pull_request', opened(60, 'Fixes CHECKOUT-API-2F'))
const fixEdited = github('pull_request', pull(70, { action: 'edited', title: 'Fixes CHECKOUT-API-2F at last' }))
const fixPushedTo = github(
  'pull_request',
  pull(75, { action: 'synchronize', title: 'Fixes CHECKOUT-API-2F at last', headSha: sha('more') }),
)
const fixMerged = github('pull_request', merged(90, 'Fixes CHECKOUT-API-2F at last'))
const mergePushed = github('push', pushed(90, { before: sha('base'), after: merge }))
const releasePushed = github('push', pushed(95, { before: merge, after: sha('release') }))
const releaseDeployed = github('deployment_status', deployed(100, { sha: sha('release') }))
const traffic = sentry('error', otherError(103))
const told = (minutes: number, event: Record<string, unknown>) => sentry('error', errorEvent(minutes, event))

const ends = (state: string, category: string) => ({ attempts: [{ state }], issues: [{ category }] })

const histories: Record<string, History> = {
  'a verified fix': {
    ends: ends('verified', 'done'),
    told: [
      created,
      sentry('issue', sentryIssueHook('issue-assigned', { lastSeen: at(10), count: '2' })),
      fixOpened,
      fixEdited,
      fixPushedTo,
      fixMerged,
      mergePushed,
      releasePushed,
      releaseDeployed,
      traffic,
      sentry('issue', sentryIssueHook('issue-resolved', { lastSeen: at(99), count: '30' })),
    ],
  },
  'a deployment that was told twice': {
    ends: { attempts: [{ state: 'verified', deployed_at: new Date(at(100)) }] },
    told: [
      created,
      fixMerged,
      mergePushed,
      releasePushed,
      releaseDeployed,
      github('deployment_status', deployed(101, { sha: sha('release') })),
      traffic,
    ],
  },
  'a fix that failed': {
    ends: ends('failed', 'backlog'),
    told: [
      created,
      told(12, {}),
      fixOpened,
      fixMerged,
      mergePushed,
      releasePushed,
      releaseDeployed,
      traffic,
      told(102, { release: 'checkout-api@5.0.0' }),
      sentry('issue', errorRegressed(102)),
    ],
  },
  'a verified fix that broke later, after events that do not count': {
    ends: { attempts: [{ state: 'verified', broken_at: new Date(at(108)) }], issues: [{ category: 'backlog' }] },
    told: [
      created,
      told(12, {}),
      fixOpened,
      fixMerged,
      mergePushed,
      releasePushed,
      releaseDeployed,
      traffic,
      told(101, {}),
      told(102, { release: undefined, environment: 'staging', tags: [['environment', 'staging']] }),
      sentry('issue', errorRegressed(108)),
    ],
  },
  'a fix that was reverted by a pull request, and the fix after it': {
    ends: {
      attempts: [
        { number: 10, state: 'verified' },
        { number: 7, state: 'reverted' },
      ],
      issues: [{ category: 'done' }],
    },
    told: [
      created,
      fixMerged,
      github(
        'pull_request',
        merged(93, 'Revert the fix', { number: 9, headRef: 'undo', mergeSha: sha('undo'), body: 'Reverts acme/shop#7' }),
      ),
      github('pull_request', opened(94, 'Fixes CHECKOUT-API-2F again', { number: 10, headRef: 'again' })),
      github(
        'pull_request',
        merged(97, 'Fixes CHECKOUT-API-2F again', { number: 10, headRef: 'again', mergeSha: sha('release') }),
      ),
      releaseDeployed,
      traffic,
    ],
  },
  'a reverted fix, and one after it that waits for its deployment': {
    ends: {
      attempts: [
        { number: 10, state: 'awaiting_deploy' },
        { number: 7, state: 'reverted' },
      ],
      issues: [{ category: 'in_review' }],
    },
    told: [
      created,
      fixOpened,
      fixMerged,
      mergePushed,
      github('push', pushed(93, { before: merge, after: sha('undo'), message: `Revert it\n\nThis reverts commit ${merge}.` })),
      github('pull_request', opened(94, 'Fixes CHECKOUT-API-2F again', { number: 10, headRef: 'again' })),
      github('pull_request', merged(97, 'Fixes CHECKOUT-API-2F again', { number: 10, headRef: 'again', mergeSha: sha('later') })),
    ],
  },
  'a deployment that was taken back, and came again': {
    ends: { attempts: [{ state: 'verified', deployed_at: new Date(at(102)) }] },
    told: [
      created,
      fixOpened,
      fixMerged,
      mergePushed,
      releasePushed,
      releaseDeployed,
      github('deployment_status', deployed(101, { sha: sha('base'), id: 8 })),
      github('deployment_status', deployed(102, { sha: sha('release'), id: 9 })),
      sentry('error', otherError(104)),
      told(101.5, { release: undefined }),
    ],
  },
  'two fixes, the first of which was closed and reopened': {
    ends: {
      attempts: [
        { number: 7, state: 'superseded' },
        { number: 8, state: 'verified' },
      ],
    },
    told: [
      created,
      fixOpened,
      github('pull_request', pull(62, { action: 'closed', state: 'closed', title: 'Fixes CHECKOUT-API-2F' })),
      github('pull_request', pull(64, { action: 'reopened', title: 'Fixes CHECKOUT-API-2F' })),
      fixMerged,
      github('pull_request', opened(91, 'Also fixes CHECKOUT-API-2F', { number: 8, headRef: 'also' })),
      github('pull_request', merged(97, 'Also fixes CHECKOUT-API-2F', { number: 8, headRef: 'also', mergeSha: sha('release') })),
      releaseDeployed,
      traffic,
    ],
  },
  'two errors, one fix for both, of which one comes back': {
    told: [
      created,
      otherCreated,
      github('pull_request', opened(60, 'Fixes CHECKOUT-API-2F', { body: 'Resolves CHECKOUT-API-3G' })),
      github('pull_request', merged(90, 'Fixes CHECKOUT-API-2F', { body: 'Resolves CHECKOUT-API-3G' })),
      mergePushed,
      releasePushed,
      releaseDeployed,
      traffic,
      told(103.5, { release: undefined, issue_id: '4820175599' }),
      github('pull_request', opened(106, 'Fixes CHECKOUT-API-3G', { number: 8, headRef: 'also' })),
    ],
  },
  'a pull request that is reviewed and checked, and an issue of GitHub that is labelled, edited and closed': {
    told: [
      created,
      fixOpened,
      github('check_suite', checkSuitePayload({ id: 1, conclusion: 'failure', at: at(61) })),
      github('check_suite', checkSuitePayload({ id: 1, conclusion: 'success', at: at(66) })),
      github('check_suite', checkSuitePayload({ id: 2, conclusion: 'success', headSha: sha('old'), at: at(67) })),
      github('pull_request_review', reviewPayload({ id: 1, state: 'changes_requested', author: 'ada', at: at(62) })),
      github(
        'pull_request_review',
        reviewPayload({ id: 2, state: 'changes_requested', author: 'eve', association: 'NONE', at: at(63) }),
      ),
      github('pull_request_review', reviewPayload({ id: 3, state: 'approved', author: 'ada', at: at(64) })),
      github('pull_request_review', reviewPayload({ id: 4, state: 'changes_requested', author: 'bob', at: at(65) })),
      github('issues', issuePayload({ action: 'labeled', labels: ['dispatch'], at: at(61) })),
      github('issues', issuePayload({ action: 'edited', labels: [], title: 'Still empty', at: at(62) })),
      github('issues', issuePayload({ action: 'closed', state: 'closed', labels: [], title: 'Still empty', at: at(63) })),
    ],
  },
  'a fix that stays open': {
    told: [
      created,
      sentry('issue', sentryIssueHook('issue-resolved', { lastSeen: at(20), count: '5' })),
      github('pull_request', opened(60, 'Fixes CHECKOUT-API-2F', { state: 'draft' })),
      github('pull_request', pull(65, { action: 'ready_for_review', title: 'Fixes CHECKOUT-API-2F' })),
      github('pull_request', pull(66, { action: 'converted_to_draft', state: 'draft', title: 'Fixes CHECKOUT-API-2F' })),
    ],
  },
}

test.each(Object.entries(histories))(
  '%s ends the same in whatever order it is told, and however often',
  { timeout: patience },
  (_, history) => expectSameInAnyOrder(intake, history),
)
