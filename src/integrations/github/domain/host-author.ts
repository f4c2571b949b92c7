// Who wrote something at GitHub, and whether the repository vouches for them.
import type { HostAuthor } from '#src/intake/domain/code-host-signal.ts'
import { cleanLine } from '#src/intake/domain/text.ts'
import type { PersonPayload } from './payload.ts'

/** Whoever else has rights in a repository is one of these: https://docs.github.com/en/graphql/reference/enums#commentauthorassociation */
const trusted = new Set(['OWNER', 'MEMBER', 'COLLABORATOR'])

/** Bots are nobody's word: what they say is often a stranger's text told again. */
export function hostAuthor(user: PersonPayload, association: string | null | undefined): HostAuthor {
  const isBot = user?.type === 'Bot'
  return {
    login: cleanLine(user?.login ?? 'ghost', 100),
    isBot,
    association: cleanLine(association ?? 'NONE', 40),
    isTrusted: !isBot && trusted.has(association ?? ''),
  }
}
