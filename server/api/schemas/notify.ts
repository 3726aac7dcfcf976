import { type Static, Type } from 'typebox'
import { nameSchema } from '../../lib/name-schema.ts'
import { noticeKinds, noticeLanguages, notifyFormats } from '../../lib/notify-words.ts'
import { timeSchema } from './common.ts'

const closed = { additionalProperties: false }

const wishFields = {
  name: Type.Union([nameSchema('What it is called in lists'), Type.Literal('')], {
    description: 'What it is called in lists; may be empty',
  }),
  format: Type.Enum([...notifyFormats], { description: 'How messages are written' }),
  url: Type.String({
    minLength: 1,
    maxLength: 2_000,
    description: 'The web address that messages are sent to; it is not shown again',
  }),
  events: Type.Array(Type.Enum([...noticeKinds]), {
    maxItems: noticeKinds.length,
    uniqueItems: true,
    description: 'What is told',
  }),
  language: Type.Enum([...noticeLanguages], { description: 'In which messages are written' }),
  private: Type.Boolean({
    description: 'It may be in a private network, or on the machine of the hub',
  }),
}

/** What the owner says of a target: all of it but the address has a default. */
export const targetWishSchema = Type.Object(
  {
    ...{ format: wishFields.format, url: wishFields.url },
    name: Type.Optional(wishFields.name),
    events: Type.Optional(wishFields.events),
    language: Type.Optional(wishFields.language),
    private: Type.Optional(wishFields.private),
  },
  closed,
)
export type TargetWish = Static<typeof targetWishSchema>

export const targetChangeSchema = Type.Partial(Type.Object(wishFields), closed)
export type TargetChange = Static<typeof targetChangeSchema>

/** How a message went. */
export const deliverySchema = Type.Object(
  {
    code: Type.Enum([
      ...(['delivered', 'answered', 'redirected', 'timeout', 'address_refused'] as const),
      ...(['name_unknown', 'unreachable', 'stopped'] as const),
    ]),
    status: Type.Optional(Type.Integer({ description: 'The HTTP status that was answered' })),
    address: Type.Optional(Type.String({ description: 'The IP address that is refused' })),
    reach: Type.Optional(
      Type.Enum(['public', 'private', 'never'], { description: 'Where that address leads' }),
    ),
    reason: Type.Optional(Type.String({ description: 'The error of the connection' })),
  },
  { description: 'How a message went' },
)
export type Delivery = Static<typeof deliverySchema>

export const targetSchema = Type.Object({
  id: Type.String(),
  name: Type.String(),
  format: wishFields.format,
  address: Type.String({ description: 'The scheme and the host; what follows may be secret' }),
  events: Type.Array(Type.Enum([...noticeKinds])),
  language: wishFields.language,
  private: wishFields.private,
  fixed: Type.Boolean({ description: 'The configuration names it; it cannot be changed here' }),
  signed: Type.Boolean({ description: 'Messages carry a signature' }),
  waiting: Type.Integer({ description: 'Messages that wait, those told by number included' }),
  last: Type.Optional(
    Type.Object(
      { at: timeSchema, ...deliverySchema.properties },
      { description: 'How the last message went, since the hub was started' },
    ),
  ),
})
export type Target = Static<typeof targetSchema>
