import { Type } from 'typebox'
import type { DesktopBridge } from '../bridge.ts'

const closed = { additionalProperties: false }
const id = Type.String({ minLength: 1, maxLength: 64 })
const address = Type.String({ minLength: 1, maxLength: 300, pattern: '^https?://' })

const newLink = Type.Object(
  {
    choice: id,
    app: Type.String({ minLength: 1, maxLength: 64 }),
    writeBack: Type.Boolean(),
    hub: Type.Optional(
      Type.Object(
        {
          url: address,
          key: Type.String({ minLength: 1, maxLength: 200 }),
          pin: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
        },
        closed,
      ),
    ),
  },
  closed,
)

const linkChange = Type.Object(
  { writeBack: Type.Optional(Type.Boolean()), paused: Type.Optional(Type.Boolean()) },
  closed,
)

/** What the window may ask for, and with which arguments. Nothing else gets through. */
export const callSchemas = {
  signInToken: Type.Tuple([]),
  state: Type.Tuple([]),
  setPaused: Type.Tuple([Type.Boolean()]),
  setStartAtLogin: Type.Tuple([Type.Boolean()]),
  setUpdates: Type.Tuple([Type.Boolean()]),
  update: Type.Tuple([]),
  showDataFolder: Type.Tuple([]),
  chooseFile: Type.Tuple([Type.Enum(['file', 'folder'])]),
  findHubs: Type.Tuple([]),
  addLink: Type.Tuple([newLink]),
  changeLink: Type.Tuple([id, linkChange]),
  answerLink: Type.Tuple([id, Type.Boolean()]),
  removeLink: Type.Tuple([id]),
  syncLink: Type.Tuple([id, Type.Enum(['to-hub', 'to-file'])]),
  showLink: Type.Tuple([id]),
} as const

export type CallName = keyof typeof callSchemas

/** What answers each call: as the bridge promises it to the window. */
export type Handlers = { readonly [K in CallName]: DesktopBridge[K] }
