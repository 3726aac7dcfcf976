import type { Version } from '../storage/store.ts'

/** A version that holds settings; undefined for one that says that there are none any more. */
export const withContent = (version: Version | undefined): Version | undefined =>
  version?.mark === undefined ? version : undefined
