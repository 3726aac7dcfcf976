import type { Reader } from '../lib/config-values.ts'

/** One option: its environment name, default as one would write it, reader, and meaning. */
export interface Option<T> {
  readonly env: string
  readonly preset: string
  readonly read: Reader<T>
  readonly about: string
  /** Never shown. `NAME_FILE` may name a file that holds it. */
  readonly isSecret: boolean
}

export const option = <T>(
  env: string,
  preset: string,
  read: Reader<T>,
  about: string,
): Option<T> => ({ env, preset, read, about, isSecret: false })

/** A secret, of which there is none by default. */
export const secretOption = <T>(
  env: string,
  read: Reader<T>,
  about: string,
): Option<T | undefined> => ({
  ...{ env, preset: '', isSecret: true },
  read: (value) => (value === '' ? undefined : read(value)),
  about: `${about} ${env}_FILE may name a file that holds it.`,
})
