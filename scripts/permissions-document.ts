// docs/permissions.md: the table of actions, as the code has it.
import { type Action, actions, ruleOf } from '../src/access/domain/permissions.ts'

const head = `# Permissions

Who may do what. Every route names one of these actions, and every command asks for it again. A person needs the role or a higher one
(viewer, member, admin, owner); a key needs one of the scopes, and \`admin\` always suffices. "Never" means whatever the role or scope.
A run's token works on its own issue only. [access.md](./access.md) explains roles, keys and how people come in.

This page is generated from \`src/access/domain/permissions.ts\` by \`npm run generate\`.

| Action | People from | Keys with | Runs |
|---|---|---|---|
`

export function permissionsDocument(): string {
  return `${head}${actions.map(row).join('\n')}\n`
}

function row(action: Action): string {
  const { role, scopes, actors } = ruleOf(action)
  const sufficient = [...new Set([...scopes, 'admin'])].map((scope) => `\`${scope}\``).join(', ')
  const person = actors.includes('person') ? role : 'never'
  const key = actors.includes('key') ? sufficient : 'never'
  return `| \`${action}\` | ${person} | ${key} | ${actors.includes('run') ? 'their own issue' : 'never'} |`
}
