import { ConfigError } from './config/config.ts'
import { EnvironmentError } from './config/environment.ts'
import { HubError } from './lib/errors.ts'
import { isFull } from './storage/file-errors.ts'
import { FolderInUseError } from './storage/lock.ts'
import { DataFolderError } from './storage/lowdb/data-folder-error.ts'

/** Errors whose message says all that a person needs. */
const expected = [ConfigError, EnvironmentError, FolderInUseError, DataFolderError, HubError]

/** Why the hub does not start, for a person; what nobody expected comes with its stack. */
export function startProblem(error: unknown): string {
  if (expected.some((kind) => error instanceof kind)) return (error as Error).message
  if (isFull(error)) return 'The disk of the hub is full. Free some space, then start it again.'
  const problem = listenProblem(error as ListenError)
  if (problem) return problem
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

interface ListenError {
  readonly code?: string
  readonly syscall?: string
  readonly port?: number
  readonly address?: string
  readonly hostname?: string
}

function listenProblem({ code, syscall, port, address, hostname }: ListenError) {
  if (syscall === 'getaddrinfo') {
    return `The name ${hostname} cannot be found (${code}). Choose an address of this machine with HOST, such as 127.0.0.1 or 0.0.0.0.`
  }
  if (syscall !== 'listen') return undefined
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is in use by another program. Stop that program, or choose another port with PORT.`
    case 'EACCES':
      return `Port ${port} is reserved for the system. Choose a port above 1023 with PORT.`
    default:
      return `The hub cannot listen on ${address} (${code}). Choose an address of this machine with HOST, such as 127.0.0.1 or 0.0.0.0.`
  }
}
