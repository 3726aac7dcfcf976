import { Value } from 'typebox/value'
import type { Reply } from './channels.ts'
import { type CallName, callSchemas, type Handlers } from './schemas.ts'

/** Answers what the window asks: a call that is known, with arguments that are as they should be. */
export async function answerCall(
  handlers: Handlers,
  name: unknown,
  args: readonly unknown[],
): Promise<Reply> {
  if (!isCall(name)) return { ok: false, problem: 'The program does not know this call.' }
  if (!Value.Check(callSchemas[name], args)) {
    return { ok: false, problem: `The arguments of ${name} are not as they should be.` }
  }
  try {
    const handle = handlers[name] as (...args: readonly unknown[]) => Promise<unknown>
    return { ok: true, value: await handle(...args) }
  } catch (error) {
    return { ok: false, problem: error instanceof Error ? error.message : String(error) }
  }
}

const isCall = (name: unknown): name is CallName =>
  typeof name === 'string' && Object.hasOwn(callSchemas, name)

/** Who may call: the page of the hub itself, in the window of this program. */
export interface Caller {
  /** The address of the frame that calls; undefined where it is gone. */
  readonly url: string | undefined
  readonly isMainFrame: boolean
  readonly isOurWindow: boolean
}

export const mayCall = ({ url, isMainFrame, isOurWindow }: Caller, origin: string): boolean =>
  isOurWindow && isMainFrame && url !== undefined && URL.parse(url)?.origin === origin
