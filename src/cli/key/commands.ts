// `dispatch key …`: what there is.
import { Command, Option } from 'commander'
import { collectOf } from '../shared/command.ts'

const scopes = ['read', 'write', 'agent', 'admin', 'deploy']

export function keyCommands(): Command {
  const key = new Command('key').description('make, list and revoke API keys')
  key.addCommand(create()).addCommand(list()).addCommand(revoke())
  return key
}

function create(): Command {
  return new Command('create')
    .description('make a key; it is shown this once')
    .argument('<name>', 'what it is for')
    .addOption(
      new Option('-s, --scope <scope>', 'what it may do; may be repeated')
        .choices(scopes)
        .argParser(collectOf(scopes))
        .makeOptionMandatory(),
    )
    .action(async (name: string, _options, self: Command) => (await import('./create.ts')).createKey(name, self))
}

function list(): Command {
  return new Command('list')
    .alias('ls')
    .description('list keys, revoked ones included')
    .action(async (_options, self: Command) => (await import('./list.ts')).listKeys(self))
}

function revoke(): Command {
  return new Command('revoke')
    .description('end a key; its open streams end too')
    .argument('<id>', 'the id that dispatch key list shows')
    .option('-y, --yes', 'do not ask')
    .action(async (id: string, _options, self: Command) => (await import('./revoke.ts')).revokeKey(id, self))
}
