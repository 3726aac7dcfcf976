/** What works in browsers as well; `discover` and `pinnedFetch` are Node's alone and have own files. */
export { decrypt, type EnvelopeFormat, encrypt, formatOf } from './encryption.ts'
export { DecryptError, SyncError } from './errors.ts'
export { type Paired, type PairOptions, pair } from './pair.ts'
export { type PullOptions, pull } from './pull.ts'
export type { Stored, Version } from './stored.ts'
export { type Action, type SyncOptions, type SyncResult, sync } from './sync.ts'
export { type Change, type WatchOptions, watch } from './watch.ts'
