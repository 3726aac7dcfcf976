import { Type } from 'typebox'
import { written } from './document-schema.ts'
import { id } from './document-values.ts'

/**
 * A step that spans several files. Once its intent is durable the step has happened: what follows
 * is done after it, or by the next start.
 */
export type Intent =
  | {
      readonly kind: 'change'
      /** By document: the revision that includes the change, and the records it writes. */
      readonly documents: Readonly<Record<string, IntendedWrite>>
      /** Accounts whose slots go. */
      readonly removed: readonly string[]
    }
  /** What hubs wrote before steps of every kind were intents. */
  | { readonly kind: 'remove-account'; readonly accountId: string }

export interface IntendedWrite {
  readonly revision: number
  readonly records: TableChanges
}

/** What a change writes in one document, by id; null removes. */
export type TableChanges = Readonly<Record<string, unknown>>

const revision = Type.Integer({ minimum: 1, maximum: 2 ** 50 })

export const intentSchema = Type.Unsafe<Intent>(
  Type.Union([
    Type.Object({
      kind: Type.Literal('change'),
      documents: Type.Object(
        Object.fromEntries(
          Object.entries(written).map(([name, records]) => [
            name,
            Type.Optional(Type.Object({ revision, records })),
          ]),
        ),
        { additionalProperties: false },
      ),
      removed: Type.Array(id),
    }),
    Type.Object({ kind: Type.Literal('remove-account'), accountId: id }),
  ]),
)

/** Accounts and keys name themselves, as they do in their documents. */
export function* namesInIntent(intent: Intent): Generator<[string, string]> {
  if (intent.kind !== 'change') return
  for (const name of ['accounts', 'keys']) {
    for (const [place, record] of Object.entries(intent.documents[name]?.records ?? {})) {
      if (record !== null) yield [place, (record as { readonly id: string }).id]
    }
  }
}
