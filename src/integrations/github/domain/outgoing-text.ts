// Text that we post to GitHub comes from agents and strangers: it may notify nobody, close nothing and command no bot.

/** Invisible; enough to keep what it stands in from being a mention, a reference or a keyword. */
const BREAK = '\u200b'

const MENTION = /(?<![\p{L}\p{N}_])@(?=[\p{L}\p{N}])/gu
const CLOSING_KEYWORD =
  /\b(close[sd]?|fix(?:e[sd])?|resolve[sd]?)(?=\s*:?\s+(?:https?:\/\/|[\w.-]{0,100}\/?[\w.-]{0,100}#\d|GH-\d))/gi
const ISSUE_NUMBER = /#(?=\d)/g
const GH_NUMBER = /\bGH-(?=\d)/gi
/** `/lgtm` and the like at the start of a line command the bots of many repositories. */
const SLASH_COMMAND = /^([ \t]*)\/(?=[a-z][a-z-]*(?:[ \t]|$))/gim

/** The same text to a reader, without mentions, cross references, closing keywords and bot commands. Idempotent. */
export function neutraliseOutgoing(text: string): string {
  return text
    .replace(CLOSING_KEYWORD, (keyword) => `${keyword[0]}${BREAK}${keyword.slice(1)}`)
    .replace(MENTION, `@${BREAK}`)
    .replace(ISSUE_NUMBER, `#${BREAK}`)
    .replace(GH_NUMBER, (name) => `${name[0]}${BREAK}${name.slice(1)}`)
    .replace(SLASH_COMMAND, `$1${BREAK}/`)
}
