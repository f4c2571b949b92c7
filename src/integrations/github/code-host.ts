// GitHub's API as the reconcilers ask it: things as they stand now, told as webhooks would have. All of it yields to people and runs.
import type { CodeHost } from '#src/intake/ports.ts'
import { toAppError } from './api-errors.ts'
import type { GitHubClient } from './client.ts'
import { recentDeployments } from './deployments.ts'
import { failedDeliveries } from './failed-deliveries.ts'
import { createLookAround } from './look-around.ts'

export function githubCodeHost(client: GitHubClient): CodeHost {
  const { connection } = client
  const lookAround = createLookAround()
  return {
    pollPull: (fullName, number) => client.polled(fullName).getPull(number),
    pollDeployments: async (fullName) => {
      const [owner = '', repo = ''] = fullName.split('/')
      const api = await connection.pollApiFor(fullName)
      return recentDeployments(api, { owner, repo }).catch((error: unknown) => {
        throw toAppError(error, `reading the deployments of ${fullName}`)
      })
    },
    commitOfTag: (fullName, tag) => client.repository(fullName).commitOfTag(tag),
    lookAround: async (asked, since) => lookAround(await connection.pollApiFor(asked.fullName), asked, since),
    failedDeliveries: (asked) => failedDeliveries(connection, asked),
  }
}
