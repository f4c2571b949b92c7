// What went wrong on the way in from GitHub: the code in the address, said plainly.

const words: Record<string, string> = {
  invalid_state: 'This return from GitHub was not begun in this browser, or took more than ten minutes. Begin again here.',
  no_account: 'Nobody here has that GitHub account. Ask an admin for an invitation, or log in another way and add GitHub.',
  github_refused: 'GitHub did not confirm the login. Try again; if it stays, whoever runs this server checks the OAuth app.',
  account_exists: 'That address has an account here already. Log in with its password, then add GitHub to it.',
  github_linked: 'Your account has a GitHub account already.',
  github_taken: 'That GitHub account belongs to somebody else here.',
  invalid_invitation: 'The invitation was used, revoked or is too old. Ask for another one.',
  no_workspace: 'Your account is no member of any workspace. An invitation brings it back.',
  session_ended: 'The session ended meanwhile. Log in again.',
  too_many_logins: 'Too many attempts from this address. Wait a few minutes, then try again.',
  github_login_disabled: 'Logging in through GitHub is not set up here.',
}

/** A sentence for the code; codes that nobody knows get a general one, and are never shown as they came. */
export function entryProblemText(code: string | null): string | null {
  if (code === null) return null
  return Object.hasOwn(words, code) ? (words[code] ?? null) : 'The login through GitHub failed. Try again, or log in another way.'
}
