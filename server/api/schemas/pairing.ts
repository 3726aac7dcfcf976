import { type Static, Type } from 'typebox'
import { timeSchema, titled } from './common.ts'

/** A device that has no key and asks for one. */
export const pairingRequestSchema = titled('PairingRequest', {
  id: Type.String(),
  deviceName: Type.String(),
  app: Type.String(),
  code: Type.String({ description: 'Approve only where the device shows the same' }),
  from: Type.String({ description: 'The address of the device' }),
  createdAt: timeSchema,
  expiresAt: timeSchema,
})
export type PairingRequest = Static<typeof pairingRequestSchema>

/** An approval beforehand: the first device to scan it gets one key. */
export const ticketSchema = Type.Object({
  ticket: Type.String({ description: 'Works once' }),
  uri: Type.String({ description: 'What the QR code says' }),
  expiresAt: timeSchema,
})
export type Ticket = Static<typeof ticketSchema>
