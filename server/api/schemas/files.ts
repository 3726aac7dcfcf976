import { type Static, Type } from 'typebox'
import { timeSchema, titled } from './common.ts'

/** A file of an app, or a folder, as the window lists it. */
export const fileEntrySchema = titled('FileEntry', {
  path: Type.String({ description: 'Names joined by `/`, from the folder of the app' }),
  kind: Type.Enum(['file', 'folder']),
  size: Type.Integer({ description: 'In bytes' }),
  contentId: Type.String({ description: 'SHA-256 of the content; empty for a folder' }),
  modifiedAt: timeSchema,
  receivedAt: timeSchema,
  deviceName: Type.String({ description: 'Where the newest version came from' }),
  version: Type.Integer({ description: 'The number of the newest version' }),
  versions: Type.Integer({ description: 'How many versions there are' }),
  historySize: Type.Integer({ description: 'What all versions take up, in bytes' }),
  deleted: Type.Boolean({ description: 'It is hidden from devices; its history is there' }),
  settings: Type.Optional(
    Type.Literal(true, { description: 'This file is the settings of the app themselves' }),
  ),
})
export type FileItem = Static<typeof fileEntrySchema>

export const fileUsageSchema = titled('FileUsage', {
  used: Type.Integer({
    description: 'By the files of all your apps with their histories, in bytes',
  }),
  free: Type.Integer({ description: 'How much more fits, in bytes' }),
})

export type FileUsage = Static<typeof fileUsageSchema>

/** The path of one file, behind the `?` of an address. */
export const filePathQuery = Type.String({
  minLength: 1,
  maxLength: 4_000,
  description: 'The path of a file among those of the app',
})
