import { type Static, Type } from 'typebox'
import { conflictStatusSchema } from './history.ts'
import { syncActionSchema } from './sync.ts'

const nothing = Type.Object({}, { additionalProperties: false })

/** What the stream of events of an account sends: the name of each event, and its data. */
export const hubEventsSchema = Type.Object({
  slot: Type.Object({
    app: Type.String(),
    version: Type.Integer({ description: 'The version that is new in the slot' }),
    deviceName: Type.String(),
    action: Type.Union([syncActionSchema, Type.Literal('restored'), Type.Literal('merged')]),
  }),
  file: Type.Object({
    app: Type.String(),
    path: Type.String({ description: 'The path of the file among those of the app' }),
    version: Type.Integer({ description: 'The version that is new' }),
    deviceName: Type.String(),
    action: Type.Enum(['stored', 'deleted', 'restored']),
  }),
  conflict: Type.Object({
    app: Type.String(),
    version: Type.Integer({ description: 'Names the conflict' }),
    deviceName: Type.String({ description: 'Whose upload came later' }),
    otherDevice: Type.String(),
    used: Type.Enum(['this', 'other'], { description: 'Which of the two is in use' }),
    status: conflictStatusSchema,
  }),
  device: Type.Object({ app: Type.String(), name: Type.String() }),
  keys: nothing,
  pairing: nothing,
  hub: nothing,
  session: nothing,
})
export type HubEvents = Static<typeof hubEventsSchema>
