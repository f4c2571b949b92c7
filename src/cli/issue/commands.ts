// `dispatch issue …`: what there is. Each verb is a file, loaded when it is used.
import { Command, Option } from 'commander'
import { categories, priorities } from '../../issues/domain/category.ts'
import { collect, collectOf } from '../shared/command.ts'
import { wholeNumber } from '../shared/numbers.ts'

const sorts = ['-updated', 'updated', '-created', 'created', 'rank', 'priority']
const priority = () => new Option('-p, --priority <priority>', 'how urgent it is').choices([...priorities])

export function issueCommands(): Command {
  const issue = new Command('issue').description('list, read and change issues')
  issue.addCommand(list()).addCommand(create()).addCommand(view()).addCommand(edit()).addCommand(move())
  return issue
}

/** The filters of lists and of search. */
export function addFilters(command: Command): Command {
  return command
    .option('--status <name>', 'only this column; may be repeated', collect)
    .addOption(
      new Option('--category <category>', 'only columns of this kind; may be repeated')
        .choices([...categories])
        .argParser(collectOf(categories)),
    )
    .addOption(
      new Option('-p, --priority <priority>', 'may be repeated').choices([...priorities]).argParser(collectOf(priorities)),
    )
    .option('-l, --label <name>', 'may be repeated: any of them', collect)
    .option('-a, --assignee <name>', 'an agent, a person or `none`; may be repeated', collect)
    .option('--source <source>', 'where it came from: sentry, github, manual, …; may be repeated', collect)
    .option('--needs-attention', 'only what a person has to look at')
}

function list(): Command {
  const command = new Command('list')
    .alias('ls')
    .description('list issues')
    .addOption(
      new Option('--state <state>', 'which, unless columns are named').choices(['open', 'closed', 'all']).default('open'),
    )
    .option('-q, --query <text>', 'only with these words')
    .option('--updated-since <time>', 'only what changed since, e.g. 2026-03-01T00:00:00Z')
    .addOption(new Option('--sort <order>', 'in which order').choices(sorts).default('-updated'))
    .option('-n, --limit <count>', 'how many at most', wholeNumber(1, 10_000), 50)
    .option('--cursor <cursor>', 'go on where another list ended')
  addFilters(command)
  return command.action(async (_options, self: Command) => (await import('./list.ts')).listIssues(self))
}

function create(): Command {
  return new Command('create')
    .description('create an issue; without a title your editor opens')
    .argument('[title]')
    .option('-d, --description <markdown>', 'what it is about')
    .option('-F, --file <path>', 'read the description from a file, `-` for stdin')
    .option('-e, --editor', 'write the description in $EDITOR')
    .addOption(priority())
    .option('-l, --label <name>', 'may be repeated', collect)
    .option('-a, --assignee <name>', 'assigning an enabled agent starts work')
    .option('--status <name>', 'a column, by name or category')
    .option('--repository <name>', 'where its code is')
    .option('--parent <issue>', 'the issue that it is a part of')
    .action(async (title: string | undefined, _options, self: Command) => (await import('./create.ts')).createIssue(title, self))
}

function view(): Command {
  return new Command('view')
    .alias('show')
    .description('read an issue: what it is, what it waits for, what happened')
    .argument('<issue>', 'an identifier like DISPATCH-42, or an id')
    .option('-c, --comments', 'with its comments')
    .action(async (id: string, _options, self: Command) => (await import('./view.ts')).viewIssue(id, self))
}

function edit(): Command {
  return new Command('edit')
    .description('change fields of an issue')
    .argument('<issue>')
    .option('-t, --title <text>', 'a new title')
    .option('-d, --description <markdown>', 'a new description')
    .option('-F, --file <path>', 'read the description from a file, `-` for stdin')
    .option('-e, --editor', 'change the description in $EDITOR')
    .addOption(priority())
    .option('-l, --label <name>', 'the labels that it has from now on; may be repeated', collect)
    .option('--add-label <name>', 'may be repeated', collect)
    .option('--remove-label <name>', 'may be repeated', collect)
    .option('-a, --assignee <name>', 'assigning an enabled agent starts work')
    .option('--unassign', 'take it from whoever has it')
    .option('--repository <name>', 'where its code is')
    .option('--parent <issue>', 'the issue that it is a part of; `none` for none')
    .option('--if-revision <number>', 'only if nobody changed it since', wholeNumber(1, 2 ** 31))
    .action(async (id: string, _options, self: Command) => (await import('./edit.ts')).editIssue(id, self))
}

function move(): Command {
  return new Command('move')
    .description('move an issue to another column, or to another place in its own')
    .argument('<issue>')
    .argument('[status]', 'a column, by name or category')
    .option('--reason <text>', 'why an error is done without a verified fix')
    .option('--before <issue>', 'place it directly before that one')
    .option('--after <issue>', 'place it directly after that one')
    .action(async (id: string, status: string | undefined, _options, self: Command) =>
      (await import('./move.ts')).moveIssue({ id, status }, self),
    )
}
