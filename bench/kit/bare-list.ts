// The raw baseline of the list: a bare Node server in the same process that runs the statement of the list and answers its rows.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { CompiledQuery, KyselyPlugin, QueryId } from 'kysely'
import { listIssues } from '#src/issues/list-issues.ts'
import { listIssuesQuery } from '#src/issues/schemas.ts'
import { systemContext } from '#src/platform/context.ts'
import type { Runtime } from '#src/platform/runtime.ts'

/** Over the pool of the runtime. Returns its port. */
export async function serveBareList(runtime: Runtime, limit: number): Promise<number> {
  const { kysely } = runtime.database
  const statement = await statementOfList(runtime, limit)
  const server = createServer(async (_request, response) => {
    const { rows } = await kysely.executeQuery(statement)
    const body = JSON.stringify({ items: rows })
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  server.unref()
  const address: AddressInfo | string | null = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** What the list really runs, taken on its way to the database. */
async function statementOfList(runtime: Runtime, limit: number): Promise<CompiledQuery> {
  const { kysely } = runtime.database
  const compiled = new Map<QueryId, CompiledQuery>()
  const executed: CompiledQuery[] = []
  const recorder: KyselyPlugin = {
    // Parts of a statement come by here too; only what has a result was executed.
    transformQuery({ node, queryId }) {
      compiled.set(queryId, kysely.getExecutor().compileQuery(node, queryId))
      return node
    },
    async transformResult({ queryId, result }) {
      executed.push(...[compiled.get(queryId)].filter((statement) => statement !== undefined))
      return result
    },
  }
  const workspace = await kysely
    .selectFrom('dispatch_workspace')
    .select('id')
    .where('is_default', '=', true)
    .executeTakeFirstOrThrow()
  await listIssues({ ...systemContext(runtime, workspace.id), db: kysely.withPlugin(recorder) }, listIssuesQuery.parse({ limit }))
  const [statement, ...others] = executed
  if (!statement || others.length > 0) throw new Error(`the list runs ${executed.length} statements; the baseline repeats one`)
  return statement
}
