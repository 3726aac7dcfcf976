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

/** Whether a file is of an account that was removed while the backup was made. */
export const isRemoved = ({ removed }: Manifest, path: string): boolean =>
  removed.some((accountId) => path.startsWith(`slots/${accountId}/`))
