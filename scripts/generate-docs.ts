// Writes what documents repeat from code: `.env.example`, docs/configuration.md, docs/permissions.md, the tools in docs/mcp.md, the events and limits in docs/api.md. `--check` only compares.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { settings } from '../src/platform/config-settings.ts'
import type { Setting } from '../src/platform/setting.ts'
import { withEventsTable } from './event-types-table.ts'
import { withLimitsTable } from './limits-table.ts'
import { withToolsTable } from './mcp-tools-table.ts'
import { permissionsDocument } from './permissions-document.ts'

const root = join(import.meta.dirname, '..')
const groups = [...new Set(settings.map((setting) => setting.group))]

const outputs: Record<string, string> = {
  '.env.example': environmentExample(),
  'docs/configuration.md': configurationDocument(),
  'docs/permissions.md': permissionsDocument(),
  'docs/api.md': withLimitsTable(withEventsTable(await readFile(join(root, 'docs/api.md'), 'utf8'))),
  'docs/mcp.md': withToolsTable(await readFile(join(root, 'docs/mcp.md'), 'utf8')),
}

for (const [path, text] of Object.entries(outputs)) {
  const current = await readFile(join(root, path), 'utf8').catch(() => '')
  if (current === text) continue
  if (process.argv.includes('--check')) {
    console.error(`${path} is out of date: run npm run generate`)
    process.exitCode = 1
  } else {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
    console.log(`wrote ${path}`)
  }
}

function ofGroup(group: string): Setting[] {
  return settings.filter((setting) => setting.group === group)
}

function environmentExample(): string {
  const head =
    '# All settings are optional: `npm start` alone works. Copy this file to .env and fill in what you need.\n# A variable that is set always wins; an empty one counts as unset. Generated: see docs/configuration.md.\n'
  const bodies = groups.map(
    (group) =>
      `\n# --- ${group} ---\n${ofGroup(group)
        .map((setting) => `\n# ${setting.description}\n# Unset: ${setting.unset}\n${setting.name}=\n`)
        .join('')}`,
  )
  return head + bodies.join('')
}

function configurationDocument(): string {
  const head = `# Configuration

Every setting is optional. A variable that is set always wins, is shown read-only in the settings page as "set by environment",
and otherwise the default holds. An empty string counts as unset. Variables may stand in a file \`.env\` beside \`package.json\`;
the environment wins over the file. A change needs a restart. Wrong values are all reported together at the start.

This page and [.env.example](../.env.example) are generated from \`src/platform/config-settings.ts\` by \`npm run generate\`.
`
  const bodies = groups.map(
    (group) =>
      `\n## ${group}\n\n| Variable | Meaning | When unset | Scope | Secret |\n|---|---|---|---|---|\n${ofGroup(group).map(row).join('\n')}\n`,
  )
  const foot = `
## Troubleshooting

- **"The configuration is not valid"**: the message names each variable that is wrong and why; the values are not shown.
- **A variable seems to have no effect**: look at Settings in the board, which tells where each value comes from. The environment of
  the shell wins over \`.env\`.
- **"listening on other addresses than this machine needs DISPATCH_PASSWORD"**: set \`DISPATCH_PASSWORD\` together with \`HOST\`.
`
  return head + bodies.join('') + foot
}

function row({ name, description, unset, scope, secret }: Setting): string {
  return `| \`${name}\` | ${description} | ${unset} | ${scope} | ${secret ? 'yes' : ''} |`
}
