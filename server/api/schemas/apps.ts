import { type Static, Type } from 'typebox'
import { titled } from './common.ts'

const lines = Type.Array(Type.String())

/** An app module as the window shows it. */
export const appSchema = titled('App', {
  type: Type.String(),
  name: Type.String(),
  description: Type.String(),
  homepage: Type.String(),
  category: Type.Optional(
    Type.Enum(['browser', 'privacy', 'network', 'media', 'tools'], {
      description: 'What the app is for, to find it among others',
    }),
  ),
  connects: Type.Enum(['built-in', 'webdav', 'file'], {
    description: 'Whether the app talks to a hub itself, speaks WebDAV, or its export is carried',
  }),
  httpsOnly: Type.Optional(Type.Boolean({ description: 'It takes no address without HTTPS' })),
  on: Type.Boolean(),
  own: Type.Optional(Type.Boolean({ description: 'Added by the owner, by its name alone' })),
  export: Type.Object({
    format: Type.Enum(['json', 'text', 'bytes']),
    fileName: Type.String(),
    otherFileNames: Type.Optional(lines),
    secrets: Type.Enum(['never', 'possible', 'always']),
    secretsNote: Type.String(),
    version: Type.Optional(Type.String()),
    volatile: lines,
  }),
  mainFile: Type.Optional(
    Type.String({ description: 'The path by which WebDAV reaches the settings of the app' }),
  ),
  steps: Type.Object({
    connect: Type.Optional(lines),
    webdav: Type.Optional(lines),
    export: lines,
    import: lines,
  }),
})
export type App = Static<typeof appSchema>

/** The names of the outermost fields of an export: enough to tell of which app it looks to be. */
export const shapeSchema = Type.Object(
  {
    list: Type.Boolean({ description: 'It is a list; the names are those of its objects' }),
    names: Type.Array(Type.String(), { maxItems: 300 }),
  },
  { additionalProperties: false },
)
export type Shape = Static<typeof shapeSchema>
