import { expect, test } from 'vitest'
import { deploymentStatusPayload, pullRequestPayload, pushPayload, sha } from '#test/fixtures/github/payloads.ts'
import { grafanaFixture } from '#test/fixtures/grafana/payloads.ts'
import { sentryFixture } from '#test/fixtures/sentry/payloads.ts'
import { intakeOfFile } from '#test/intake-of-file.ts'
import { deployedFix, merge } from '#test/story.ts'

const intake = intakeOfFile({ withoutSweeps: true })

/** What PostgreSQL takes neither in a text nor in jsonb. */
const unstorable = ' a\ud83d\u0000b'

/** The payload once for each of its texts, with that one spoiled. */
function spoilEach(payload: unknown): { place: string; spoiled: unknown }[] {
  if (typeof payload === 'string') return [{ place: '', spoiled: payload + unstorable }]
  if (typeof payload !== 'object' || payload === null) return []
  return Object.entries(payload).flatMap(([name, value]) =>
    spoilEach(value).map(({ place, spoiled }) => ({
      place: `${name}.${place}`,
      spoiled: Array.isArray(payload) ? payload.with(Number(name), spoiled) : { ...payload, [name]: spoiled },
    })),
  )
}

const push = pushPayload({ before: sha('a'), after: sha('b'), commits: [{ id: sha('b'), message: 'Mend' }] })

test.each([
  ['Sentry issue', sentryFixture('issue-created'), (payload: unknown) => intake.sentry('issue', payload)],
  ['pull request', pullRequestPayload({ action: 'opened' }), (payload: unknown) => intake.github('pull_request', payload)],
  ['push', push, (payload: unknown) => intake.github('push', payload)],
  ['deployment', deploymentStatusPayload({ sha: merge }), (payload: unknown) => intake.github('deployment_status', payload)],
  ['alert', grafanaFixture('firing'), (payload: unknown) => intake.grafana(payload)],
])('no text of a %s that cannot be stored keeps its delivery from being decided', async (_, payload, deliver) => {
  await deployedFix(intake)
  const undecided: string[] = []
  for (const { place, spoiled } of spoilEach(payload)) {
    const delivery = intake.db
      .selectFrom('dispatch_delivery')
      .select('decision')
      .where('id', '=', await deliver(spoiled))
    if (!(await delivery.executeTakeFirst())?.decision) undecided.push(place)
  }
  expect(undecided).toEqual([])
})
