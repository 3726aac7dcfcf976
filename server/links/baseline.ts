import { createHash } from 'node:crypto'
import { type Static, Type } from 'typebox'

const hash = Type.String({ pattern: '^[0-9a-f]{64}$' })

/** What a link knows of its file and its hub from the last time that it dealt with them. */
export const baselineSchema = Type.Object({
  /** The content of the file: sent, or written by the link itself. */
  fileHash: Type.Optional(hash),
  /** In a folder: which export that was, and when it was saved, in ms. */
  fileName: Type.Optional(Type.String()),
  fileSavedAt: Type.Optional(Type.Number()),
  /** In a folder: the content that was written from the hub, and the state of that file. */
  ownHash: Type.Optional(hash),
  ownState: Type.Optional(Type.String()),
  /** The content that the hub had, its stamp in ms, and the name of that version. */
  hubHash: Type.Optional(hash),
  hubSavedAt: Type.Optional(Type.Number()),
  etag: Type.Optional(Type.String()),
})

export type Baseline = Static<typeof baselineSchema>

/** Tells contents apart, without keeping them. */
export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Whether the hub has what the file has. */
export const isInStep = ({ hubHash, fileHash, ownHash }: Baseline): boolean =>
  hubHash !== undefined && (hubHash === fileHash || hubHash === ownHash)
