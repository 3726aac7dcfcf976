import type { Reader } from '../lib/config-values.ts'

/** One option: its environment name, default as one would write it, reader, and meaning. */
export interface Option<T> {
  readonly env: string
  readonly preset: string
  readonly read: Reader<T>
  readonly about: string
  /** Its text is never shown. */
  readonly isSecret?: true
}

export const option = <T>(
  env: string,
  preset: string,
  read: Reader<T>,
  about: string,
): Option<T> => ({
  env,
  preset,
  read,
  about,
})

/** The same for one whose text holds a secret. */
export const secretOption = <T>(...of: Parameters<typeof option<T>>): Option<T> => ({
  ...option(...of),
  isSecret: true,
})
