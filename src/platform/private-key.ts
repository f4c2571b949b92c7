// A private key as people put it into a variable: the PEM itself, with its line breaks written as \\n, or the path of its file.
import { createPrivateKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

const begin = '-----BEGIN '
/** Shorter lines of a key would hit ordinary words. */
const shortestLine = 24

/** The PEM with real line breaks; null when it is no private key, or cannot be read. */
export function readPem(value: string): string | null {
  const file = fileOfPem(value)
  const text = file === null ? value : readText(file)
  const pem = text?.replaceAll('\\n', '\n').replaceAll('\r', '').trim()
  return pem && isPrivateKey(pem) ? `${pem}\n` : null
}

/** The file that a value names; null when it is the key itself. */
export function fileOfPem(value: string): string | null {
  return value.includes(begin) ? null : resolve(value.trim())
}

/** Each line of a key by itself: a part of it must not be shown either. Empty for anything else. */
export function linesOfPem(value: string): string[] {
  if (!value.includes(begin)) return []
  return value.split('\n').filter((line) => line.length >= shortestLine && !line.startsWith('-----'))
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null // whatever hinders it, the variable's problem names it
  }
}

function isPrivateKey(pem: string): boolean {
  try {
    createPrivateKey(pem)
    return true
  } catch {
    return false // that is the question
  }
}
