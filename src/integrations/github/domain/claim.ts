// What a text says about something that it names: that it closes it, that it expressly does not, or nothing.

/** `refers`: the text says that it only has to do with it. `example`: nobody is meant. */
export type Claim = 'closes' | 'names' | 'refers' | 'example'

const KEYWORD =
  /(?<![\w-])(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)(?:(?:\s*:)?\s+|\s*:[ \t]*\n[ \t]*[-*+][ \t]+)(?:(?:issue|ticket|bug|task)\s+)?[[*_(<]{0,4}(?:https?:\/\/\S{0,300}\/)?$/i
const NAME = String.raw`(?:[A-Za-z][A-Za-z0-9]{1,9}-|#)[1-9]\d{0,8}`
const JOINT = String.raw`(?:,[ \t]*(?:and[ \t]+)?|[ \t]+and[ \t]+|[ \t]*[&/][ \t]*|[ \t]*\n[ \t]*[-*+][ \t]+)`
const LIST_BEFORE = new RegExp(`(?:${NAME}${JOINT})+$`)
const LIST_BEHIND = new RegExp(`^(?:${JOINT}${NAME})+`)
const END_OF_CLAIM = /^[\])*_]{0,4}[ \t]*(?:$|[\n.;!。)])/

const NEGATION = new RegExp(
  String.raw`(?:\b(?:not|never|cannot|without|nor|neither|no longer|(?:wo|does|do|did|ca|is)n['’]?t|can['’]?t|rather than|instead of|` +
    `fail(?:s|ed)? to|unable to|partially|partly|half|helps?(?: to)?|might|may|could|would|need(?:s|ed)? to|required to|` +
    String.raw`(?:supposed|meant) to|thought (?:this|that|it|we)|attempt(?:s|ed)? to|tr(?:y|ies|ied|ying) to|begins? to|starts? to)|#\d{1,9})\s+` +
    String.raw`(?:(?:yet|fully|really|completely|actually|entirely|also|already)\s+)?$`,
  'i',
)
const CONDITION = /^\W*(?:and |but )?(?:when|whenever|after|before|if|while)\b|\b(?:once|until|till|unless|as soon as)\b/i
const POSTPONED_BEFORE =
  /^\W*(?:to[- ]?do|next(?: steps?)?|later|follow[- ]?ups?|out of scope|not (?:in|part of) this|remaining|future(?: work)?|still open)\b[^.\n]{0,40}$/i
const POSTPONED_BEHIND =
  /^[\])*_]{0,4}\s+(?:in\s+(?:(?:an?|the|another|some)\s+)?(?:follow[- ]?up|separate|later|next|future|another)\b|in\s+#\d|later\b|separately\b|afterwards\b|next (?:week|sprint|release)\b)/i
// "Fixes A-1's second half", "A-1-related": a part of it, or something else.
const PART_OF_IT = /^['’]s\b|^-[a-z]/i
const QUESTION = /^[\])*_]{0,4}\s*\?/
const UNTICKED = /^\s*[-*+]\s+\[ \]/
const EXAMPLE = /\be\.g\.[,:]?\s*[[*_(]{0,4}$/i
// What people write in front of an issue that the change belongs to, but does not finish.
const WEAK =
  /\b(?:refs?|re|see|relate[sd]?(?: to)?|part (?:\d{1,3} )?of|towards?|follow(?:s|ing)?[- ]?ups? (?:to|on|of|for)|after|before|contributes? to|blocked by|depends on|as in|regression (?:of|from)|(?:caus|brok)e[dn] by|prepar(?:e|es|ed|ing|ation)\b[^.;:]{0,60}\bfor)[\s:[(]*$/i

const REACH = 400

/** What the text says of what stands from `start` to `end`. */
export function claimOf(text: string, start: number, end: number): Claim {
  const direct = text.slice(Math.max(0, start - REACH), start)
  const before = withoutList(direct, text.slice(end, end + REACH))
  const keyword = KEYWORD.exec(before)
  const lead = keyword ? before.slice(0, keyword.index) : direct
  if (EXAMPLE.test(lead)) return 'example'
  const line = lead.slice(lead.lastIndexOf('\n') + 1)
  const clause = line.split(/[.;:!?,]|\s[-–—]\s/).at(-1) ?? ''
  if (!keyword) return WEAK.test(line) ? 'refers' : 'names'
  const isDenied = NEGATION.test(clause) || CONDITION.test(clause) || UNTICKED.test(line) || POSTPONED_BEFORE.test(line)
  return isDenied || isQuoted(line) || isLimited(text.slice(end, end + REACH)) ? 'refers' : 'closes'
}

// "Fixes ." claims all of them; where the sentence goes on, it speaks of the last ones.
function withoutList(before: string, behind: string): string {
  const list = LIST_BEFORE.exec(before)
  if (!list) return before
  const rest = behind.replace(LIST_BEHIND, '')
  return END_OF_CLAIM.test(rest) ? before.slice(0, list.index) : before
}

function isLimited(behind: string): boolean {
  return POSTPONED_BEHIND.test(behind) || PART_OF_IT.test(behind) || QUESTION.test(behind)
}

function isQuoted(line: string): boolean {
  return (line.match(/"/g)?.length ?? 0) % 2 === 1 || line.lastIndexOf('“') > line.lastIndexOf('”')
}
