// Removes what identifies people, and credentials, from the texts of an error: they are not needed to mend it.
import { isIPv6 } from 'node:net'

const CREDENTIALS_IN_URL = /(\b[a-z][a-z0-9+.-]{1,30}:\/\/)[^\s/?#@'"]{1,500}@/gi
const AUTH_HEADER =
  /\b(authorization|proxy-authorization|x-api-key|api[_-]?key|x-auth-token|cookie|set-cookie)(["']?\s*[:=]\s*["']?)([^\r\n"']{1,4000})/gi
const AUTH_SCHEME = /\b(bearer|basic|token|digest)(\s+)[a-z0-9._~+/=-]{12,4000}/gi
const JSON_WEB_TOKEN = /\beyJ[\w-]{8,2000}\.[\w-]{4,4000}\.[\w-]*/g
const KNOWN_TOKEN =
  /\b(?:gh[opsur]_\w{20,255}|github_pat_\w{20,255}|sntry[su]_[\w=+/-]{20,500}|sk-[\w-]{16,255}|xox[abprs]-[\w-]{10,255}|AKIA[A-Z0-9]{16})\b/g
const SECRET_PARAMETER =
  /([?&;](?:access_token|token|key|api_key|apikey|secret|password|passwd|pwd|auth|session|sid|code|signature|sig)=)[^&\s#"'<>]{1,2000}/gi
const EMAIL = /(?<![\w.+%-])[a-z0-9._%+-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}(?![\w-])/gi
const IPV4 = /(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w]|\.\d)/g
const MAYBE_IPV6 = /(?<![\w:.])[0-9a-f:]{2,39}(?:\.\d{1,3}){0,3}(?![\w:])/gi

/**
 * Replaces e-mail and IP addresses, credentials in URLs, cookies, authorisation headers and well-known token shapes
 * by `[email]`, `[ip]` and `[secret]`. Applying it twice changes nothing more.
 */
export function removePersonalData(text: string): string {
  return text
    .replace(CREDENTIALS_IN_URL, '$1[secret]@')
    .replace(AUTH_HEADER, '$1$2[secret]')
    .replace(AUTH_SCHEME, '$1$2[secret]')
    .replace(JSON_WEB_TOKEN, '[secret]')
    .replace(KNOWN_TOKEN, '[secret]')
    .replace(SECRET_PARAMETER, '$1[secret]')
    .replace(EMAIL, '[email]')
    .replace(IPV4, '[ip]')
    .replace(MAYBE_IPV6, (candidate) => (looksLikeIpv6(candidate) ? '[ip]' : candidate))
}

// `Bed::Face` is a Ruby constant and `::` a C++ operator: an address has a digit and at least two groups.
function looksLikeIpv6(candidate: string): boolean {
  return isIPv6(candidate) && /\d/.test(candidate) && candidate.replace(/:+/g, ':').split(':').filter(Boolean).length >= 2
}
