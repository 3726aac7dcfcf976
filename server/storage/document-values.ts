import { type TSchema, Type } from 'typebox'

/* What the schemas of documents are made of. */

export type Fields<T> = { readonly [K in keyof Required<T>]: TSchema }

/** An object of type T. The compiler wants a schema for each of its fields. */
export const object = <T extends object>(fields: Fields<T>) => Type.Unsafe<T>(Type.Object(fields))

export const optional = Type.Optional

export const records = <T>(id: string, record: TSchema) =>
  Type.Unsafe<Readonly<Record<string, T>>>(
    Type.Record(Type.String({ pattern: id }), record, { additionalProperties: false }),
  )

export const orRemoved = (schema: TSchema) => Type.Union([schema, Type.Null()])

export const writtenRecords = (id: string, record: TSchema) =>
  records<unknown>(id, orRemoved(record))

const day = 86_400_000

/**
 * A moment in ms that can be written as a date: the years 0000 to 9999, and a day more at each end
 * for stamps of other time zones.
 */
export const moment = Type.Integer({
  minimum: Date.parse('0000-01-01T00:00:00.000Z') - day,
  maximum: Date.parse('9999-12-31T23:59:59.999Z') + day,
})

/** No slot can have more versions: their numbers have ten digits in file names and addresses. */
export const maxVersionNumber = 9_999_999_999

export const number = Type.Integer({ minimum: 1, maximum: maxVersionNumber })
export const numberOrNone = Type.Integer({ minimum: 0, maximum: maxVersionNumber })
export const size = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })

/** Ids of accounts and keys: accounts name folders. */
export const idPattern = '^[\\w-]{1,64}$'
export const id = Type.String({ pattern: idPattern })

export const sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' })
/** Sessions and invitations are kept under hashes of their secrets. */
export const secretIdPattern = '^[\\w-]{1,128}$'
export const uuid = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' })
export const text = Type.String()
/** What is shown on one line: no control characters, and never nothing. */
export const name = Type.String({ minLength: 1, pattern: '^[^\\u0000-\\u001f\\u007f]*$' })

/** It is announced to the network, so all of it has to fit what the API takes for a name. */
export const hubName = Type.String({
  minLength: 1,
  maxLength: 200,
  pattern:
    '^(?!\\s*$)(?![\\\\/])(?!(?:.*[\\\\/])?\\.{1,2}(?:[\\\\/]|$))[^\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\u202a-\\u202e\\u2066-\\u2069]+$',
})

export const between = (minimum: number, maximum: number) => Type.Integer({ minimum, maximum })

/** The path of a file of an app: names joined by `/`. What else it must be is the domain's concern. */
export const filePath = Type.String({ minLength: 1, maxLength: 4_000 })
