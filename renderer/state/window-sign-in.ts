import type { ApiError } from '../api/api-error.ts'
import { asked, desktop } from './desktop.ts'
import { calls, noticePerson } from './hub.ts'

let running: Promise<unknown> | undefined

/**
 * Signs the window of the program in as the owner of its hub. Several that ask at once share one
 * sign-in. @throws ApiError `name_needed` where the hub is new and no name was given
 */
export async function signInWindow(name?: string): Promise<void> {
  running ??= signIn(name).finally(() => {
    running = undefined
  })
  await running
}

async function signIn(name: string | undefined): Promise<void> {
  if (!desktop) throw new Error('Only the window of the program signs in this way.')
  const token = await asked(desktop.signInToken())
  await calls.signInWindow({ token, ...(name !== undefined && { name }) })
  await noticePerson()
}

export const isNameNeeded = ({ code }: ApiError): boolean => code === 'name_needed'
