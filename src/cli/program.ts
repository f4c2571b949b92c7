// All commands and their options, without what they do: each is loaded when it is used.
import tab from '@bomb.sh/tab/commander'
import { Command } from 'commander'
import { version } from '../installation/version.ts'
import { deliveryCommands, replayCommand } from './deliveries/commands.ts'
import { addFilters, issueCommands } from './issue/commands.ts'
import { keyCommands } from './key/commands.ts'
import { planCommands } from './plan/commands.ts'
import { runCommands } from './run/commands.ts'
import { printWithoutColour } from './shared/env.ts'
import { wholeNumber } from './shared/numbers.ts'

/** The command line, ready to parse. */
export function createProgram(): Command {
  const program = new Command('dispatch')
    .description('Turns production errors and backlog items into changes that are proven in production.')
    .version(version)
    .option('--json', "print the API's own shapes, for programs")
    .option('--no-color', 'no colour; NO_COLOR does the same')
    .addHelpText('after', examples)
    .hook('preAction', (self) => {
      if (self.opts<{ color: boolean }>().color === false) printWithoutColour()
    })
  program.commandsGroup('Work:')
  program.addCommand(issueCommands()).addCommand(runCommands()).addCommand(planCommands()).addCommand(searchCommand())
  program.commandsGroup('Installation:')
  program.addCommand(startCommand()).addCommand(demoCommand()).addCommand(doctorCommand())
  program.addCommand(backupCommand()).addCommand(restoreCommand()).addCommand(migrateCommand())
  program.commandsGroup('Access and deliveries:')
  program.addCommand(openCommand()).addCommand(loginLinkCommand()).addCommand(resetPasswordCommand()).addCommand(keyCommands())
  program.addCommand(deliveryCommands()).addCommand(replayCommand()).addCommand(seedCommand())
  program.commandsGroup('Shell:')
  tab(program, { completionCommandName: 'completion' })
  everyCommand(program).forEach(shareSettings)
  return program
}

const examples = `
Examples:
  dispatch                                     start the server
  dispatch issue list --label Sentry -p P1     what burns
  dispatch run start DISPATCH-42 --watch       let an agent look at it, and look on
  dispatch plan approve DISPATCH-42            read its plan, then let it work

A server elsewhere: set DISPATCH_URL and DISPATCH_API_KEY. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 not found,
4 not allowed, 5 conflict, 6 not reachable. More: docs/cli.md`

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)]
}

/** Commander hands these down only to commands that it made itself. */
function shareSettings(command: Command): void {
  command.exitOverride().showHelpAfterError('(--help says more)').helpCommand(false)
}

function startCommand(): Command {
  return new Command('start')
    .description('build when needed, open the database, serve the board and the API')
    .option('--api-only', 'serve the API without the pages')
    .action(
      async (options: { apiOnly?: boolean }) => void (await (await import('./start.ts')).start({ pages: !options.apiOnly })),
    )
}

function demoCommand(): Command {
  return new Command('demo')
    .description('play the whole loop with a simulated agent in a throw-away data directory')
    .option('--port <port>', 'port to serve the board on', '3003')
    .action(async (options: { port: string }) => (await import('./demo.ts')).demo(options))
}

function doctorCommand(): Command {
  return new Command('doctor')
    .description('check configuration, database, agent, GitHub, Sentry, and say how to mend what is wrong')
    .option('--offline', 'ask nobody outside this machine')
    .action(async (_options, self: Command) => (await import('./doctor/doctor.ts')).doctor(self))
}

function migrateCommand(): Command {
  return new Command('migrate')
    .description('bring the database up to this version and stop')
    .action(async () => (await import('./migrate.ts')).migrateOnly())
}

function backupCommand(): Command {
  return new Command('backup')
    .description('write everything that the installation knows into one file, also while it runs')
    .argument('[file]', 'where to; default: dispatch-<time>.backup.gz in this folder')
    .option('--with-secret-key', 'put the key of stored secrets into it: whoever has the file has everything')
    .action(async (file: string | undefined, _options, self: Command) => (await import('./backup/backup.ts')).backUp(file, self))
}

function restoreCommand(): Command {
  return new Command('restore')
    .description('put a backup into the database that is configured here, embedded or PostgreSQL')
    .argument('<file>')
    .option('--force', 'replace what is there already')
    .option('--secret-key-file <path>', 'the secret-key of the old installation, to be put in place')
    .option('-y, --yes', 'do not ask')
    .action(async (file: string, _options, self: Command) => (await import('./backup/restore.ts')).restore(file, self))
}

function openCommand(): Command {
  return new Command('open')
    .description('open the board in the browser, logged in where that is possible')
    .action(async (_options, self: Command) => (await import('./open-board.ts')).openBoard(self))
}

function loginLinkCommand(): Command {
  return new Command('login-link')
    .description('make a link that logs in once within 15 minutes')
    .action(async (_options, self: Command) => (await import('./local-administration.ts')).loginLink(self))
}

function resetPasswordCommand(): Command {
  return new Command('reset-password')
    .description('replace the password by a random one and end all sessions')
    .action(async (_options, self: Command) => (await import('./local-administration.ts')).newPassword(self))
}

function searchCommand(): Command {
  const command = new Command('search')
    .description('find issues by identifier, words, spelling and meaning')
    .argument('<words...>')
    .option('-n, --limit <count>', 'how many at most', wholeNumber(1, 50), 10)
  return addFilters(command).action(async (words: string[], _options, self: Command) =>
    (await import('./search.ts')).searchIssues(words, self),
  )
}

function seedCommand(): Command {
  return new Command('seed')
    .description('create sample issues to try things out on')
    .option('-n, --count <count>', 'how many', wholeNumber(1, 100_000), 100)
    .option('-y, --yes', 'do not ask')
    .action(async (_options, self: Command) => (await import('./seed/seed.ts')).seed(self))
}
