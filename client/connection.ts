import { type PairingCode, type PairOptions, pair } from './pair.ts'
import { readJson, type SyncStorage } from './sync-memory.ts'

/** How a device comes by its key: it is given one, or pairs once and remembers what it was given. */
export interface ConnectOptions extends Omit<PairOptions, 'app' | 'onCode'> {
  /** The key, where a person has entered it. Without one, the device pairs. */
  readonly key?: string | undefined
  /** For pairing: the type of the app, such as `obtainium`. */
  readonly app?: string | undefined
  /** For pairing: shows the code, which the owner compares with what the hub shows. */
  readonly onCode?: ((code: PairingCode) => void) | undefined
  readonly storage: SyncStorage
}

/** What is remembered of a pairing. */
interface Remembered {
  readonly hub: string
  readonly key: string
  readonly fingerprint?: string | undefined
}

const name = 'sxncd-key'

/** The key: given, remembered, or asked for now. @throws SyncError where there is none */
export async function keyOf(options: ConnectOptions, onPairing: () => void): Promise<string> {
  if (options.key !== undefined) return options.key
  const { app, onCode = () => {}, storage } = options
  const hub = String(options.hub)
  const known = await readJson<Remembered>(storage, name)
  // A key never goes to another address than the one that gave it.
  if (known?.hub === hub) return known.key
  if (app === undefined) throw new TypeError('Say a `key`, or the `app` to pair for.')
  onPairing()
  const paired = await pair({ ...options, app, onCode })
  const remembered: Remembered = { hub, key: paired.key, fingerprint: paired.hub?.fingerprint }
  await storage.set(name, JSON.stringify(remembered))
  return paired.key
}

/** Forgets the key that was given by pairing. */
export const clearKey = async (storage: SyncStorage) => {
  await storage.set(name, '')
}
