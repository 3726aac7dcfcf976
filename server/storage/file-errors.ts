import { HubError } from '../lib/errors.ts'

/** The code that the system gave a failed call, such as ENOENT. */
export const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code

/** Whether there was no room, or none left for this user. */
export const isFull = (error: unknown): boolean =>
  codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT'

/** A failed write, as the catalogue of errors has it. */
export function writeError(error: unknown): Error {
  if (error instanceof HubError) return error
  if (isFull(error)) return new HubError('disk_full', {}, { cause: error })
  const code = codeOf(error)
  if (code) return new HubError('storage_unavailable', { reason: code }, { cause: error })
  return error as Error
}

/** A failed read, as the catalogue of errors has it. */
export function readError(error: unknown): Error {
  if (error instanceof HubError) return error
  return new HubError('storage_unreadable', { reason: String(codeOf(error)) }, { cause: error })
}

/** What a read finds, or `otherwise` where there is nothing to read. @throws HubError */
export async function orWithout<T>(reading: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await reading
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return otherwise
    throw readError(error)
  }
}
