import { createChannel } from '../channel.ts'
import type { HostCalls, ProgramCalls } from '../protocol.ts'

/** The way to the test that runs this program, and that shows its pages. */
export const control = createChannel<ProgramCalls, HostCalls>(
  (message) => void process.send?.(message),
  (take) => void process.on('message', take),
)
