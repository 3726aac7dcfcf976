import { HubError } from './errors.ts'

/** Lets a note fail that goes with a request, such as a time of last use: the request does not. */
export async function optionalWrite(write: Promise<unknown>): Promise<void> {
  await write.catch((error) => {
    if (!(error instanceof HubError)) throw error
  })
}
