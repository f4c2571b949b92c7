// For files whose tests are the steps of one story: after a step that failed the others are not tried.
import { afterEach, beforeEach } from 'vitest'

export function stopAfterFailure(): void {
  let failed: string | undefined
  beforeEach(({ skip }) => {
    if (failed) skip(`the step before failed: ${failed}`)
  })
  afterEach(({ task }) => {
    if (task.result?.state === 'fail') failed ??= task.name
  })
}
