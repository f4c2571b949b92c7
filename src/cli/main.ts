// The command line. Each command is a file; this one only says what there is.
import { Command } from 'commander'
import { version } from '../installation/version.ts'
import { ConfigError } from '../platform/config.ts'
import { AppError } from '../platform/errors.ts'

const program = new Command('dispatch')
  .description('Turns production errors and backlog items into changes that are proven in production.')
  .version(version)

program
  .command('start', { isDefault: true })
  .description('build when needed, open the database, serve the board and the API')
  .option('--api-only', 'serve the API without the pages')
  .action(async (options: { apiOnly?: boolean }) => void (await (await import('./start.ts')).start({ pages: !options.apiOnly })))
program
  .command('demo')
  .description('play the whole loop with a simulated agent in a throw-away data directory')
  .option('--port <port>', 'port to serve the board on', '3003')
  .action(async (options: { port: string }) => (await import('./demo.ts')).demo(options))
program
  .command('migrate')
  .description('bring the database up to this version and stop')
  .action(async () => (await import('./migrate.ts')).migrateOnly())
program
  .command('login-link')
  .description('make a link that logs in once within 15 minutes')
  .action(async () => (await import('./local-administration.ts')).loginLink())
program
  .command('reset-password')
  .description('replace the password by a random one and end all sessions')
  .action(async () => (await import('./local-administration.ts')).newPassword())

try {
  await program.parseAsync()
} catch (error) {
  if (!(error instanceof AppError) && !(error instanceof ConfigError)) throw error
  process.stderr.write(`${error instanceof AppError ? error.detail : error.message}\n`)
  process.exitCode = 1
}
