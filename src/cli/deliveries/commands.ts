// `dispatch deliveries …` and `dispatch replay`: what there is.
import { Command, Option } from 'commander'
import { deliverySources, deliveryStates } from '../../intake/schemas.ts'
import { collect, collectOf } from '../shared/command.ts'
import { moment } from '../shared/moment.ts'
import { wholeNumber } from '../shared/numbers.ts'

export function deliveryCommands(): Command {
  const deliveries = new Command('deliveries').description('look at what vendors have delivered, and what became of it')
  deliveries.addCommand(list()).addCommand(view())
  return deliveries
}

export function replayCommand(): Command {
  const command = new Command('replay')
    .description('let webhooks take effect again, or show what they would do now')
    .argument('[deliveries...]', 'ids, as `dispatch deliveries list` and the board show them')
  return addDeliveryFilters(command)
    .option('-n, --limit <count>', 'of those that are chosen by options: the oldest, at most so many', wholeNumber(1, 500), 500)
    .option('--dry-run', 'change nothing: show the difference between then and now')
    .option('--changed', 'of a dry run, only what would do something else than before')
    .option('-y, --yes', 'do not ask')
    .action(async (ids: string[], _options, self: Command) => (await import('./replay.ts')).replay(ids, self))
}

function list(): Command {
  return addDeliveryFilters(new Command('list').alias('ls').description('list deliveries, newest first'))
    .option('-n, --limit <count>', 'how many at most', wholeNumber(1, 10_000), 30)
    .action(async (_options, self: Command) => (await import('./list.ts')).listDeliveries(self))
}

function view(): Command {
  return new Command('view')
    .description('show a delivery: what was decided, what it did, its headers and body without secrets')
    .argument('<delivery>')
    .option('--body', 'only the body')
    .action(async (id: string, _options, self: Command) => (await import('./view.ts')).viewDelivery(id, self))
}

function addDeliveryFilters(command: Command): Command {
  return command
    .addOption(new Option('--source <source>', 'from this vendor').choices(deliverySources).argParser(collectOf(deliverySources)))
    .addOption(new Option('--state <state>', 'in this state').choices(deliveryStates).argParser(collectOf(deliveryStates)))
    .option('--kind <kind>', 'as the vendor calls it, e.g. pull_request', collect)
    .option('--result <result>', 'what was decided: create, attach, reopen, escalate, record, ignore', collect)
    .option('--reason <code>', 'why, by its code', collect)
    .option('--connection <id>', 'through this connection')
    .option('--issue <issue>', 'what concerned this issue')
    .addOption(new Option('--since <time>', 'received since: a time, or 90min, 2h, 3d ago').argParser((text) => moment(text)))
    .addOption(new Option('--until <time>', 'received before').argParser((text) => moment(text)))
    .option('-q, --query <text>', 'with this in the id, kind, reason or error')
}
