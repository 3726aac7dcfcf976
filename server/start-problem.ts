import { ConfigError } from './config.ts'
import { FolderInUseError } from './storage/lowdb/lock.ts'
import { DataFolderError } from './storage/lowdb/migrations.ts'

/** Why the hub does not start, for a person; what nobody expected comes with its stack. */
export function startProblem(error: unknown): string {
  const expected = [ConfigError, FolderInUseError, DataFolderError]
  if (expected.some((kind) => error instanceof kind)) return (error as Error).message
  const { code, port, address } = error as { code?: string; port?: number; address?: string }
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is in use by another program. Stop that program, or choose another port with PORT.`
    case 'EACCES':
      return `Port ${port} is reserved for the system. Choose a port above 1023 with PORT.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `This machine has no address ${address ?? ''}. Choose another with HOST, such as 127.0.0.1 or 0.0.0.0.`
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
