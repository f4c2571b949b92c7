// Opening a port, and finding out early that it cannot be opened.
import { createServer, type Server } from 'node:net'
import { AppError } from '../errors.ts'

/** Listens, or throws `port_in_use` with what to do. */
export function listen(server: Server, port: number, host: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', (error: NodeJS.ErrnoException) => reject(describe(error, port, host)))
  server.listen(port, host, resolve)
  return promise
}

/** Throws what `listen` would throw now, before anything else was done. Somebody may still be faster. */
export async function assertPortFree(port: number, host: string): Promise<void> {
  const server = createServer()
  await listen(server, port, host)
  await new Promise((resolve) => server.close(resolve))
}

export function isPortFree(port: number, host: string): Promise<boolean> {
  return assertPortFree(port, host).then(
    () => true,
    () => false,
  )
}

function describe(error: NodeJS.ErrnoException, port: number, host: string): Error {
  if (error.code === 'EADDRINUSE') return refusal('port_in_use', `Another program listens on port ${port}. Stop it, or set PORT.`)
  if (error.code === 'EACCES') return refusal('port_forbidden', `This user may not open port ${port}. Set PORT to 1024 or more.`)
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
    return refusal('host_unknown', `HOST=${host} is no address of this machine.`)
  return error
}

function refusal(code: string, detail: string): AppError {
  return new AppError(503, 'Port in use', { code, detail })
}
