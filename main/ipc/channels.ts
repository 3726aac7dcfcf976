/** The two ways between the window and the program; also part of the preload script. */
export const callChannel = 'sxncd:call'
export const stateChannel = 'sxncd:state'

/** How a call ends: errors go as sentences, since what is thrown loses its message on the way. */
export type Reply =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problem: string }
