import { DecryptError, SyncError } from '../../client/errors.ts'
import { LinkError } from '../links/link-error.ts'
import { RefusedError } from './refused-error.ts'

/** Runs a command that talks to any hub; what goes wrong there gets its exit code. */
export async function refusable(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (error instanceof SyncError) {
      const isUsage = ['bad_hub', 'bad_key', 'bad_pin'].includes(error.code)
      throw new RefusedError(error.message, isUsage ? 400 : error.status)
    }
    if (error instanceof DecryptError) throw new RefusedError(error.message, 401)
    if (error instanceof LinkError) throw new RefusedError(error.message, error.status)
    throw error
  }
}
