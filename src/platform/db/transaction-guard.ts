// Refuses the root database inside an open transaction callback, on both engines.
//
// With one connection such a statement waits for the transaction, which waits for the statement. On a pool it runs
// outside the transaction and hangs only under load. So both fail at once, with a sentence that names the mistake.
import { AsyncLocalStorage } from 'node:async_hooks'
import {
  type AccessMode,
  type Dialect,
  type Driver,
  type IsolationLevel,
  Kysely,
  type Transaction,
  type TransactionBuilder,
} from 'kysely'

const current = new AsyncLocalStorage<{ isOpen: boolean }>()

/** A bug in the calling code, never a state that a user can cause. */
export class OutsideTransactionError extends Error {
  override readonly name = 'OutsideTransactionError'
  constructor() {
    super(
      'the root database was used inside an open transaction: use the transaction that the callback received (`tx.db`), or start the work after the commit',
    )
  }
}

/** Throws when the calling code runs inside a transaction callback that has not ended. */
export function assertOutsideTransaction(): void {
  if (current.getStore()?.isOpen) throw new OutsideTransactionError()
}

/** For work that deliberately stands outside the surrounding transaction, which does not wait for it. */
export function detached<T>(work: () => T): T {
  return current.exit(work)
}

/** A Kysely, on any dialect, whose root cannot be used inside its own `transaction().execute` callbacks. */
export class GuardedKysely<Tables> extends Kysely<Tables> {
  constructor(dialect: Dialect) {
    super({ dialect: { ...guardable(dialect), createDriver: () => guardDriver(dialect.createDriver()) } })
  }

  override transaction(): TransactionBuilder<Tables> {
    return guardBuilder(super.transaction())
  }
}

function guardable(dialect: Dialect): Dialect {
  return {
    createAdapter: () => dialect.createAdapter(),
    createDriver: () => dialect.createDriver(),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
  }
}

function guardDriver(driver: Driver): Driver {
  const acquire = driver.acquireConnection.bind(driver)
  driver.acquireConnection = async (options) => {
    assertOutsideTransaction()
    return acquire(options)
  }
  return driver
}

function guardBuilder<Tables>(builder: TransactionBuilder<Tables>): TransactionBuilder<Tables> {
  const execute = builder.execute.bind(builder)
  const setAccessMode = builder.setAccessMode.bind(builder)
  const setIsolationLevel = builder.setIsolationLevel.bind(builder)
  return Object.assign(builder, {
    execute: <T>(callback: (trx: Transaction<Tables>) => Promise<T>): Promise<T> =>
      execute((trx) => inScope(() => callback(trx))),
    setAccessMode: (mode: AccessMode) => guardBuilder(setAccessMode(mode)),
    setIsolationLevel: (level: IsolationLevel) => guardBuilder(setIsolationLevel(level)),
  })
}

async function inScope<T>(callback: () => Promise<T>): Promise<T> {
  const scope = { isOpen: true }
  try {
    return await current.run(scope, callback)
  } finally {
    scope.isOpen = false // timers started inside keep the scope, but may use the database again
  }
}
