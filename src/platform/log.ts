// One structured logger. Fields that could carry a secret are removed here, whoever logs them.
import { styleText } from 'node:util'
import { type Logger, pino } from 'pino'
import { readableLine } from './log-line.ts'

export type { Logger }

const secretFields = ['password', 'token', 'secret', 'authorization', 'cookie', 'api_key', 'apiKey', 'key', 'body', 'prompt']

/**
 * To stderr, so that stdout stays for what a command prints: JSON lines for programs, readable ones for whoever sits at a
 * terminal.
 */
export function createLogger(level: string, isTerminal = process.stderr.isTTY === true): Logger {
  return pino(
    { level, base: null, redact: { paths: secretFields.flatMap((field) => [field, `*.${field}`]), censor: '[redacted]' } },
    isTerminal ? { write: writeReadable } : pino.destination({ fd: 2, sync: true }),
  )
}

const colours: Record<string, Parameters<typeof styleText>[0]> = { warn: 'yellow', error: 'red', fatal: 'red' }

function writeReadable(json: string): void {
  const line = readableLine(json)
  if (!line) {
    process.stderr.write(json)
    return
  }
  const paint = (style: Parameters<typeof styleText>[0], text: string) => styleText(style, text, { stream: process.stderr })
  const { at, level, message, fields, below } = line
  const head = `${paint('dim', at)} ${paint(colours[level] ?? 'dim', level.padEnd(5))} ${message}`
  process.stderr.write(`${head}${fields && `  ${paint('dim', fields)}`}\n${below && `${paint('dim', below)}\n`}`)
}
