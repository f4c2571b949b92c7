// `dispatch plan …`: what there is.
import { Command } from 'commander'
import { wholeNumber } from '../shared/numbers.ts'

export function planCommands(): Command {
  const plan = new Command('plan').description('read, approve and send back the plans of agents')
  plan.addCommand(show()).addCommand(approve()).addCommand(reject())
  return plan
}

function show(): Command {
  return new Command('show')
    .alias('view')
    .description('read the plan of an issue')
    .argument('<issue>')
    .option('--plan-version <number>', 'an earlier version', wholeNumber(1, 1_000_000))
    .action(async (issue: string, _options, self: Command) => (await import('./show.ts')).showPlan(issue, self))
}

function approve(): Command {
  return new Command('approve')
    .description('show the plan, ask, and approve exactly what was shown')
    .argument('<issue>')
    .option('--hash <sha256>', 'approve without asking, if the plan is this one (content_hash of dispatch plan show --json)')
    .option('-y, --yes', 'approve the plan as it is now, without asking')
    .option('--no-start', 'approve only; the agent does not begin')
    .action(async (issue: string, _options, self: Command) => (await import('./approve.ts')).approvePlan(issue, self))
}

function reject(): Command {
  return new Command('reject')
    .alias('request-changes')
    .description('send the plan back; the agent makes a new one from your feedback')
    .argument('<issue>')
    .option('-d, --feedback <text>', 'what should change')
    .option('-F, --file <path>', 'read the feedback from a file, `-` for stdin')
    .option('-e, --editor', 'write it in $EDITOR')
    .action(async (issue: string, _options, self: Command) => (await import('./reject.ts')).rejectPlan(issue, self))
}
