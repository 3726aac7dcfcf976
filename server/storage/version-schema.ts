import { Type } from 'typebox'
import {
  filePath,
  moment,
  name,
  number,
  object,
  optional,
  records,
  sha256,
  size,
  text,
} from './document-values.ts'
import type { ConflictMark, FileHead, MergeMark, Properties, Version } from './store.ts'

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

export const versionSchema = object<VersionHeader>({
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
  sharedSize: optional(size),
  applied: Type.Boolean(),
  encrypted: optional(Type.Boolean()),
  restored: optional(number),
  conflict: optional(object<ConflictMark>({ base: number, other: number })),
  merged: optional(
    object<MergeMark>({ conflict: number, choices: size, by: Type.Enum(['hub', 'person']) }),
  ),
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

export const filesSchema = object<FilesData>({
  folders: size,
  files: Type.Array(
    object<FileHead>({
      path: filePath,
      current: versionSchema,
      createdAt: moment,
      versions: number,
      stored: size,
    }),
  ),
})

export const propertiesSchema = records<Properties[string]>('[^]*', records<string>('[^]*', text))
