import { ConfigError } from './config/config.ts'
import { EnvironmentError } from './config/environment.ts'
import { HubError } from './lib/errors.ts'
import { isContainer } from './lib/is-container.ts'
import { codeOf, isFull } from './storage/file-errors.ts'
import { FolderInUseError } from './storage/lock.ts'
import { DataFolderError } from './storage/lowdb/data-folder-error.ts'

/** Errors whose message says all that a person needs. */
const expected = [ConfigError, EnvironmentError, FolderInUseError, DataFolderError, HubError]

/** Why the hub does not start, for a person; what nobody expected comes with its stack. */
export function startProblem(error: unknown): string {
  if (expected.some((kind) => error instanceof kind)) {
    return (error as Error).message + ownerHint(error)
  }
  if (isFull(error)) return 'The disk of the hub is full. Free some space, then start it again.'
  const problem = listenProblem(error as ListenError)
  if (problem) return problem
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

/** Whose the data folder must be; a container has names for users that its host does not know. */
function ownerHint(error: unknown): string {
  const { uid, gid } = { uid: process.getuid?.(), gid: process.getgid?.() }
  const isDenied = error instanceof DataFolderError && codeOf(error.cause ?? {}) === 'EACCES'
  if (!isDenied || uid === undefined) return ''
  const owner = `${uid}:${gid}`
  const where = isContainer()
    ? ' on the host of the container, for the folder that is mounted there; or run the container as the ' +
      'owner of the folder (user: "UID:GID"; PUID and PGID do nothing)'
    : ''
  return ` This program runs as user ${uid}, group ${gid}. To give it the folder: sudo chown -R ${owner} FOLDER${where}.`
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
