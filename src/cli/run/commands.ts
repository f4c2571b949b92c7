// `dispatch run …`: what there is.
import { Command, Option } from 'commander'
import { runKinds, runStates } from '../../runs/domain/run-state.ts'
import { collectOf } from '../shared/command.ts'
import { wholeNumber } from '../shared/numbers.ts'

export function runCommands(): Command {
  const run = new Command('run').description('start, watch and cancel the work of agents')
  run.addCommand(list()).addCommand(start()).addCommand(watch()).addCommand(cancel())
  return run
}

function list(): Command {
  return new Command('list')
    .alias('ls')
    .description('list runs, newest first')
    .option('-i, --issue <issue>', 'only those of an issue')
    .option('-a, --agent <name>', 'only those of an agent')
    .addOption(new Option('--state <state>', 'may be repeated').choices([...runStates]).argParser(collectOf(runStates)))
    .option('-n, --limit <count>', 'how many at most', wholeNumber(1, 10_000), 30)
    .action(async (_options, self: Command) => (await import('./list.ts')).listRuns(self))
}

function start(): Command {
  return new Command('start')
    .description('let an agent work on an issue')
    .argument('<issue>')
    .addOption(new Option('-k, --kind <kind>', 'what to do').choices([...runKinds]).default('investigate'))
    .option('-a, --agent <name>', 'which agent; otherwise the assigned or the default one')
    .option('-d, --instructions <text>', 'what to look at besides the issue')
    .option('-F, --file <path>', 'read the instructions from a file, `-` for stdin')
    .option('--force', 'go past limits that an administrator may go past; needs --reason')
    .option('--reason <text>', 'why, for the record')
    .option('-w, --watch', 'stay and show what it does')
    .action(async (issue: string, _options, self: Command) => (await import('./start.ts')).startRun(issue, self))
}

function watch(): Command {
  return new Command('watch')
    .description('show what an agent does, live, from the beginning; goes on after a lost connection')
    .argument('<run>', 'the id of a run, or an issue: its newest run')
    .option('--after <seq>', 'only entries after this one', wholeNumber(0, 2 ** 52), 0)
    .option('--no-follow', 'show what there is and stop')
    .action(async (id: string, _options, self: Command) => (await import('./watch.ts')).watchRun(id, self))
}

function cancel(): Command {
  return new Command('cancel')
    .description('stop a run and everything that it started')
    .argument('<run>', 'the id of a run, or an issue: its newest run')
    .option('-y, --yes', 'do not ask')
    .action(async (id: string, _options, self: Command) => (await import('./cancel.ts')).cancelRun(id, self))
}
