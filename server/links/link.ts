/** A file of an app that cannot talk to a hub: what changes in it is synced for the app. */
export interface Link {
  readonly id: string
  /** The type of the app whose key it uses, such as `vimium`. */
  readonly app: string
  /** An absolute path. */
  readonly path: string
  /** `folder`: the app exports into it under new names; its newest export counts. */
  readonly kind: 'file' | 'folder'
  readonly hub: LinkedHub
  /** The name by which the hub knows this computer in the slot. */
  readonly deviceName: string
  /** Whether a newer version of another device is written into the file. */
  readonly writeBack: boolean
  readonly paused: boolean
  readonly createdAt: number
  /**
   * What exports may look like that are sent without a question: types of apps, and nothing for what
   * looks like none. Missing in links of earlier versions, which send everything.
   */
  readonly accepted?: readonly string[]
  /** The states of the files that a person has said no to. */
  readonly declined?: readonly string[]
  /** The key that was made for the link alone: it ends with it. */
  readonly keyId?: string
}

/** `this`: the hub that runs in the same program. */
export type LinkedHub =
  | { readonly kind: 'this' }
  | { readonly kind: 'other'; readonly url: string; readonly name?: string; readonly pin?: string }

/** What a link does at the moment. */
export type LinkState =
  /** The file and the hub agree. */
  | 'in-step'
  | 'syncing'
  /** An export was found that may not be meant; `question` says which. */
  | 'asking'
  /** The file is not there; what the hub has stays as it is. */
  | 'waiting-for-file'
  /** The hub has something newer, and `writeBack` is off. */
  | 'hub-is-newer'
  /** It tries again by itself; `problem` says what is in the way. */
  | 'retrying'
  /** It cannot go on before a person does something; `problem` says what. */
  | 'stopped'
  | 'paused'

/** Older files are long gone, or asked about once more. */
const maxDeclined = 50

/** An export that is sent once a person has said yes. */
export interface Question {
  readonly name: string
  /** In bytes. */
  readonly size: number
  readonly savedAt: number
  /** The type of the app that it looks to be an export of; empty where of none. */
  readonly looks: string
  readonly fileState: string
}

/** A link once a person has said whether an export is meant. */
export function answered<T extends Link>(link: T, question: Question, isMeant: boolean): T {
  const { accepted = [], declined = [] } = link
  return isMeant
    ? { ...link, accepted: [...new Set([...accepted, question.looks])] }
    : { ...link, declined: [...declined, question.fileState].slice(-maxDeclined) }
}

/** The last time that settings went one way or the other. */
export interface Transfer {
  readonly direction: 'to-hub' | 'to-file'
  readonly at: number
  /** In bytes. */
  readonly size: number
  /** What was in the file before, where it was replaced. */
  readonly backup?: string
  /** The device that changed at the same time; what of the two is not in use waits for a person. */
  readonly conflict?: string
}

/** A link as people see it; its key is never part of it. */
export interface LinkView extends Link {
  readonly state: LinkState
  /** A sentence for a person. */
  readonly problem?: string
  readonly question?: Question
  readonly lastTransfer?: Transfer
}

/** What can be changed of a link; what is missing stays. */
export interface LinkChange {
  readonly writeBack?: boolean
  readonly paused?: boolean
}

/** As pino logs; nothing that is secret or part of settings goes there. */
export interface LinkLog {
  info(details: object, message: string): void
  warn(details: object, message: string): void
  error(details: object, message: string): void
}

/** A hub on the network that a file can be linked with. */
export interface FoundHub {
  readonly name: string
  readonly url: string
}
