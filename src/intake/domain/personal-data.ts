// Removes what identifies people, and credentials, from the texts of an error: they are not needed to mend it.
import { isIPv6 } from 'node:net'

const CREDENTIALS_IN_URL = /(\b[a-z][a-z0-9+.-]{1,30}:\/\/)[^\s/?#@'"]{1,500}@/gi
const AUTH_HEADER =
  /\b(authorization|proxy-authorization|x-api-key|api[_-]?key|x-auth-token|cookie|set-cookie)(["']?\s*[:=]\s*["']?)([^\r\n"']{1,4000})/gi
const AUTH_SCHEME = /\b(bearer|basic|token|digest)(\s+)[a-z0-9._~+/=-]{12,4000}/gi
const JSON_WEB_TOKEN = /(?<![\w-])eyJ[\w-]{8,2000}\.[\w-]{4,4000}\.[\w-]*/g
const KNOWN_TOKEN =
  /\b(?:gh[opsur]_\w{20,255}|github_pat_\w{20,255}|sntry[su]_[\w=+/-]{20,500}|sk-[\w-]{16,255}|[sr]k_(?:live|test)_\w{10,255}|xox[abprs]-[\w-]{10,255}|A(?:KI|SI)A[A-Z0-9]{16}|AIza[\w-]{35}|glpat-[\w-]{20,255}|npm_[a-zA-Z0-9]{36}|whsec_[\w+/=-]{16,255}|dsp_[\w-]{16,255})(?![\w-])/g
const PRIVATE_KEY =
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----(?:[\w+/=\s:,.\\]|-(?!----)){0,20000}(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?/g
/** `"password": "…"`, `passwd=…`, `client_secret: …`: in logs, forms and configuration. */
const NAMED_SECRET =
  /\b((?:[a-z0-9]{1,30}[_-]){0,3}(?:password|passwd|passphrase|secret|access_?token|refresh_?token|id_?token|auth_?token|session_?id|sessid|csrf_?token|private_?key)["']?\s*[:=]\s*["']?)(?!\[secret\])[^\s"',;&<>]{3,2000}/gi
/** `login token=…` in a log; with a space or a colon it may be about a parser's tokens. */
const ASSIGNED_TOKEN = /\b((?:token|jwt|otp|sid)=)(?!\[secret\])[^\s"',;&<>]{6,2000}/gi
/** What could be the number of a card: 13 to 19 digits, alone or in groups; the check digit decides. */
const MAYBE_CARD = /(?<![\w.+-])\d(?:[ -]?\d){12,18}(?![\w-]|\.\d)/g
const SECRET_PARAMETER =
  /([?&;](?:access_token|token|key|api_key|apikey|secret|password|passwd|pwd|auth|session|sid|code|signature|sig)=)[^&\s#"'<>]{1,2000}/gi
const EMAIL = /(?<![\w.+%-])[a-z0-9._%+-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}(?![\w-])/gi
const IPV4 = /(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w]|\.\d)/g
const MAYBE_IPV6 = /(?<![\w:.])[0-9a-f:]{2,39}(?:\.\d{1,3}){0,3}(?![\w:])/gi

/**
 * Replaces e-mail and IP addresses, credentials in URLs, cookies, authorisation headers, named secrets and well-known token shapes
 * by `[email]`, `[ip]` and `[secret]`, numbers of cards by `[card]`. Applying it twice changes nothing more.
 */
export function removePersonalData(text: string): string {
  return text
    .replace(PRIVATE_KEY, '[secret]')
    .replace(CREDENTIALS_IN_URL, '$1[secret]@')
    .replace(AUTH_HEADER, '$1$2[secret]')
    .replace(AUTH_SCHEME, '$1$2[secret]')
    .replace(JSON_WEB_TOKEN, '[secret]')
    .replace(KNOWN_TOKEN, '[secret]')
    .replace(SECRET_PARAMETER, '$1[secret]')
    .replace(NAMED_SECRET, '$1[secret]')
    .replace(ASSIGNED_TOKEN, '$1[secret]')
    .replace(MAYBE_CARD, (candidate) => (isCardNumber(candidate) ? '[card]' : candidate))
    .replace(EMAIL, '[email]')
    .replace(IPV4, '[ip]')
    .replace(MAYBE_IPV6, (candidate) => (looksLikeIpv6(candidate) ? '[ip]' : candidate))
}

// `Bed::Face` is a Ruby constant and `::` a C++ operator: an address has a digit and at least two groups.
function looksLikeIpv6(candidate: string): boolean {
  return isIPv6(candidate) && /\d/.test(candidate) && candidate.replace(/:+/g, ':').split(':').filter(Boolean).length >= 2
}

/** ISO/IEC 7812: a known issuer's first digit, a length that cards have, and the check digit of Luhn. */
function isCardNumber(candidate: string): boolean {
  const digits = candidate.replace(/\D/g, '')
  if (!/^[2-6]/.test(digits) || /^(\d)\1+$/.test(digits)) return false
  // Times in milliseconds have 13 digits; Visa's short numbers of that length are no longer issued.
  if (digits.length < 14 || digits.length > 19) return false
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}
