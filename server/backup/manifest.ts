import { type Static, Type } from 'typebox'
import { Check } from 'typebox/schema'

/** The last entry of a backup; it says what all the others must be. */
export const manifestName = 'manifest.json'

const count = Type.Integer({ minimum: 0 })

const manifestSchema = Type.Object({
  format: Type.Literal('sxncd-backup-1'),
  createdAt: Type.String(),
  /** The program that made it. */
  version: Type.String(),
  hubId: Type.String(),
  /** Of the data folder. */
  schema: count,
  files: Type.Array(
    Type.Object({
      path: Type.String(),
      size: count,
      sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    }),
  ),
  /** Accounts that were removed while the backup was made; none of their files count. */
  removed: Type.Array(Type.String()),
  /** Files of the hub that were damaged, and so are not in it. */
  damaged: Type.Array(Type.Object({ path: Type.String(), problem: Type.String() })),
})

export type Manifest = Static<typeof manifestSchema>

/** @throws Error that says what is wrong with it */
export function parseManifest(bytes: Buffer): Manifest {
  let value: unknown
  try {
    value = JSON.parse(bytes.toString())
  } catch {
    throw new Error(`its ${manifestName} is not JSON`)
  }
  if (Check(manifestSchema, value)) return value
  throw new Error(`its ${manifestName} does not have the form of one`)
}

/** The account that a file belongs to; undefined where it is of all of them. */
export const accountIn = (path: string): string | undefined => /^slots\/([^/]+)\//.exec(path)?.[1]

const mib = 1024 ** 2

/** More entries than a manifest could name: it has to fit into one text. */
export const maxEntries = 2_000_000

/** How large an entry may be, by its kind: far more than any that a hub writes. */
export function maxSizeOf(path: string): number {
  if (path === manifestName) return 512 * mib
  if (path.endsWith('.pem')) return mib / 16
  // The largest body of a sync, in UTF-16, and its head.
  if (path.endsWith('.version') || path.endsWith('.content')) return 513 * mib
  return 128 * mib
}
