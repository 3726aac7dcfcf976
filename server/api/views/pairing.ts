import { isoTime } from '../../lib/clock.ts'
import type { Pairing } from '../../pairing/pairings.ts'
import type { PairingRequest } from '../schemas/pairing.ts'

export const pairingRequestView = (pairing: Pairing): PairingRequest => ({
  id: pairing.id,
  deviceName: pairing.deviceName,
  app: pairing.app,
  code: pairing.code,
  from: pairing.from,
  createdAt: isoTime(pairing.createdAt),
  expiresAt: isoTime(pairing.expiresAt),
})
