import type { Status } from '../../main/status.ts'
import { createStatusStore } from '../../main/status-store.ts'

/** A hub that runs on the network and that nothing is the matter with, but for what a test says. */
export const statusFor = (part: Partial<Status> = {}): Status => ({
  ...createStatusStore().get(),
  address: 'http://192.168.1.2:9693',
  lan: true,
  ...part,
})
