import { HubError } from '../../lib/errors.ts'
import { codeOf, isFull } from '../file-errors.ts'
import { FolderInUseError } from '../lock.ts'

/** The data folder is in a state in which the hub must not start; the message says what to do. */
export class DataFolderError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'DataFolderError'
  }
}

const causeOf = (error: unknown): unknown =>
  error instanceof HubError ? (error.cause ?? error) : error

/** Whether the data folder could not be opened for want of room. */
export const isFullDisk = (error: unknown): boolean => isFull(causeOf(error))

/** What a file system says that lacks something; one without the right to it says EACCES. */
const unsupported = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']

/** Why the data folder cannot be opened, in words for a person. */
export function openError(root: string, error: unknown): unknown {
  if (error instanceof DataFolderError || error instanceof FolderInUseError) return error
  const cause = causeOf(error)
  if (isFull(cause)) {
    return new DataFolderError(
      `The disk of the data folder ${root} is full. Free some space, then start the hub again.`,
      { cause },
    )
  }
  const code = codeOf(cause)
  if (!code) return error
  if (unsupported.includes(code)) {
    const { syscall } = cause as NodeJS.ErrnoException
    return new DataFolderError(
      `The data folder ${root} cannot be used: its file system does not do what the hub needs ` +
        `(${[code, syscall].filter(Boolean).join(', ')}). Choose a folder on another disk with DATA_DIR.`,
      { cause },
    )
  }
  return new DataFolderError(
    `The data folder ${root} cannot be used (${code}). Make it a folder that the user who runs the ` +
      'hub can read and write, or choose another with DATA_DIR.',
    { cause },
  )
}
