import { Type } from 'typebox'
import {
  filePath,
  moment,
  name,
  number,
  numberOrNone,
  object,
  optional,
  records,
  sha256,
  size,
  text,
} from './document-values.ts'
import type { Device, FileHead, Properties, UploadId, Version } from './store.ts'

/* What the documents in the folders of slots must look like; see `document-schema.ts`. */

const upload = object<UploadId>({ contentId: sha256, savedAt: moment })

const device = object<Device>({
  name,
  firstSeenAt: moment,
  lastSeenAt: moment,
  keyId: text,
  adopted: optional(upload),
  holds: numberOrNone,
  clockAhead: optional(size),
  sent: numberOrNone,
})

/** What a slot's small document holds: all of it may be some seconds old after a crash. */
export interface DevicesData {
  readonly devices: Readonly<Record<string, Device>>
  readonly keyUse: Readonly<Record<string, number>>
  /**
   * Set when a device is forgotten: all devices that versions up to this number tell of are known
   * here, or were forgotten.
   */
  readonly toldUpTo?: number
  /** Written by earlier hubs, without bound: each forgotten device, and the last version by then. */
  readonly forgotten?: Readonly<Record<string, number>>
}

const any = '[^]*'

export const devices = object<DevicesData>({
  devices: records<Device>(any, device),
  keyUse: records<number>(any, moment),
  toldUpTo: optional(numberOrNone),
  forgotten: optional(records<number>(any, numberOrNone)),
})

/** The head of a version's file. */
export interface VersionHeader extends Version {
  readonly format: 'sxncd-version-1'
  /**
   * Text that is not well-formed Unicode has no UTF-8; it is kept as the code units it is, after a
   * mark that no UTF-8 begins with. The first hubs wrote it without the mark: `utf16le`.
   */
  readonly encoding: 'utf8' | 'utf16' | 'utf16le' | 'bytes'
  /** The number of the version whose file holds the content, where it is not this one. */
  readonly contentIn?: number
  /** The content stands in a file of its own beside this one. */
  readonly apart?: boolean
  /** Of the file that the slot is, where it holds no settings. */
  readonly path?: string
}

export const version = object<VersionHeader>({
  format: Type.Literal('sxncd-version-1'),
  number,
  savedTs: text,
  savedAt: moment,
  effectiveAt: moment,
  future: Type.Boolean(),
  receivedAt: moment,
  steadyAt: optional(moment),
  deviceName: name,
  type: Type.Enum(['text', 'json', 'bytes']),
  contentId: sha256,
  size,
  applied: Type.Boolean(),
  encrypted: optional(Type.Boolean()),
  restored: optional(number),
  mark: optional(Type.Enum(['deleted', 'folder', 'empty'])),
  encoding: Type.Enum(['utf8', 'utf16', 'utf16le', 'bytes']),
  contentIn: optional(number),
  apart: optional(Type.Boolean()),
  path: optional(filePath),
})

/** What the files of an app are, at a glance; it can be worked out again from their versions. */
export interface FilesData {
  /** How many folders there were then, with those that hold nothing sound. */
  readonly folders: number
  readonly files: readonly FileHead[]
}

export const files = object<FilesData>({
  folders: size,
  files: Type.Array(
    object<FileHead>({
      path: filePath,
      current: version,
      createdAt: moment,
      versions: number,
      stored: size,
    }),
  ),
})

export const properties = records<Properties[string]>(any, records<string>(any, text))

/** The headers of a slot's versions, by the names of their files. */
export interface HeadData {
  readonly headers: readonly (readonly [string, VersionHeader])[]
}

export const head = object<HeadData>({ headers: Type.Array(Type.Tuple([text, version])) })
