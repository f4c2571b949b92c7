// What is expected of a run, in fixed sentences: nothing of an issue ever stands here.
import type { Outcome, RunKind } from './run-state.ts'

const tasks: Record<RunKind, string> = {
  investigate:
    'Find the cause and propose a change. Look, but do not edit. End with post_plan (Markdown: cause with evidence, the change file by file, how to test it, risks), then complete_run with investigation_complete. If nothing needs to change, complete_run with no_changes_needed.',
  implement:
    'Carry out the approved plan (get_approved_plan). Edit, run the tests, commit everything on the current branch, then complete_run with completed, a summary and how the tests ended. Do not push: the platform does.',
  error_fix:
    'Find the cause of the error and mend it with the smallest sound change and a test that fails without it. Commit everything on the current branch, then complete_run with completed, a summary and how the tests ended. Do not push: the platform does.',
  triage: 'Judge how serious the issue is and what it needs, without editing. Report it with complete_run.',
  qa: 'Try what the issue describes and write tests for it. Commit them on the current branch, then report with complete_run.',
  research: 'Answer what the issue asks, without editing. Report it with complete_run.',
}

/** The task; after a question or a blocker it begins with the answer. */
export function runTask(kind: RunKind, parentOutcome: Outcome | null): string {
  const answered = parentOutcome === 'needs_decision' || parentOutcome === 'blocked'
  return answered ? `A person has answered you: see \`trusted\`. ${tasks[kind]}` : tasks[kind]
}
