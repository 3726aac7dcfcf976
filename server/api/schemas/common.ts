import { type TSchema, Type } from 'typebox'

export const refusedText =
  'The request was not carried out; the header x-sxncd-error names the reason'

/** Parts of answers that many routes share. They only describe: no answer is filtered by them. */
export const errorSchema = Type.Object(
  {
    success: Type.Literal(false),
    error: Type.String({ description: 'Why, in words for a person' }),
  },
  { title: 'Refusal', description: refusedText },
)

/** An object that has a name in the description of the API, by which clients made of it know it. */
export const titled = <T extends Parameters<typeof Type.Object>[0]>(title: string, properties: T) =>
  Type.Object(properties, { title })

/** The answers that every route may give besides its own. */
export const errorAnswers = (...statuses: number[]) =>
  Object.fromEntries(statuses.map((status) => [status, errorSchema]))

/** An answer of 200: `success` and what the route adds. */
export const answer = <T extends Parameters<typeof Type.Object>[0]>(
  properties: T,
  description: string,
) => Type.Object({ success: Type.Literal(true), ...properties }, { description })

/** The same answer with headers of its own, each with what it says. */
export const withHeaders = <T extends TSchema>(
  schema: T,
  headers: Readonly<Record<string, string>>,
): T => ({
  ...schema,
  headers: Object.fromEntries(
    Object.entries(headers).map(([name, description]) => [name, { type: 'string', description }]),
  ),
})

export const timeSchema = Type.String({ format: 'date-time' })

/** Of an address that the browser opens by itself; looked at where the access is checked. */
export const ticketQuery = Type.Optional(
  Type.String({ description: 'From `POST /api/v1/address-tickets`, in place of a header' }),
)
