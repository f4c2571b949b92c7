// Who may call what: every route of the server, once. The access test walks it with each caller, in both workspaces.
//
// A new route gets a row here: the least role, the scopes of keys, and what a caller who may gets. `thing` makes what the
// path names; with one, the test also asks for the same thing of another workspace, which must look like nothing at all.

import type { Row } from './row.ts'
import { accessRows } from './table-access.ts'
import { trackerRows } from './table-tracker.ts'
import { workRows } from './table-work.ts'

export const accessTable: Record<string, Row> = { ...accessRows, ...trackerRows, ...workRows }
