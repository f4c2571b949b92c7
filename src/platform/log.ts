// One structured logger. Fields that could carry a secret are removed here, whoever logs them.
import { type Logger, pino } from 'pino'

export type { Logger }

const secretFields = ['password', 'token', 'secret', 'authorization', 'cookie', 'api_key', 'apiKey', 'key', 'body', 'prompt']

/** JSON lines on stderr, so that stdout stays for what a command prints. */
export function createLogger(level: string): Logger {
  return pino(
    { level, base: null, redact: { paths: secretFields.flatMap((field) => [field, `*.${field}`]), censor: '[redacted]' } },
    pino.destination({ fd: 2, sync: true }),
  )
}
