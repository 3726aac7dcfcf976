import { type Static, Type } from 'typebox'
import { timeSchema, titled } from './common.ts'

export const healthSchema = titled('Health', {
  status: Type.Enum(['ready', 'failed']),
  problems: Type.Integer({ description: 'Damaged files that were set aside since the start' }),
})
export type Health = Static<typeof healthSchema>

export const addressesSchema = Type.Object({
  addresses: Type.Array(
    Type.Object({
      url: Type.String(),
      kind: Type.Enum(['public', 'lan', 'this-computer']),
      usable: Type.Boolean({ description: 'A phone on the network can reach it' }),
      pinned: Type.Boolean({
        description: "Has the hub's own certificate: for apps that check its fingerprint",
      }),
    }),
  ),
})
export type Addresses = Static<typeof addressesSchema>
export type Address = Addresses['addresses'][number]

export const checkSchema = titled('Check', {
  code: Type.String(),
  level: Type.Enum(['ok', 'warning', 'problem']),
  values: Type.Record(Type.String(), Type.String(), {
    description: 'What stands in the places of its texts, to say it in another language',
  }),
  title: Type.String(),
  detail: Type.String(),
  fix: Type.String({ description: 'Empty where there is nothing to do' }),
})
export type Check = Static<typeof checkSchema>

export const statusSchema = Type.Object({
  version: Type.String(),
  dataFolder: Type.String(),
  startedAt: timeSchema,
  diskUsed: Type.Integer({ description: 'By the data folder, in bytes' }),
  diskFree: Type.Integer({ description: 'In bytes' }),
  slots: Type.Integer(),
  versions: Type.Integer(),
  accounts: Type.Integer(),
  checks: Type.Array(checkSchema),
})
export type Status = Static<typeof statusSchema>

const networkSchema = titled('Network', {
  name: Type.String({ description: 'Of the interface' }),
  kind: Type.Enum(['lan', 'vpn', 'container', 'none']),
  addresses: Type.Array(Type.String()),
  served: Type.Boolean({ description: 'Devices reach the hub by it' }),
})

const problemSchema = Type.Object({
  what: Type.Enum(['listen', 'https', 'announce']),
  where: Type.String(),
  reason: Type.String(),
})
export type Network = Static<typeof networkSchema>

export const lanSchema = Type.Object({
  on: Type.Boolean(),
  networks: Type.Array(networkSchema),
  announcedAs: Type.Optional(Type.String({ description: 'The name in lists of hubs' })),
  hostName: Type.String({ description: 'The name of the machine as it is announced' }),
  problems: Type.Array(problemSchema),
})
export type Lan = Static<typeof lanSchema>
