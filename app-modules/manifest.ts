import { type Static, Type } from 'typebox'
import type { Shape } from './recognise.ts'

/*
 * Each part of the schema says in its description what it wants; complaints.ts makes its messages
 * from that, so that a rule and the words for it stand in one place.
 */

/**
 * Control characters, line separators and marks that turn the writing direction: kept out, because
 * the text of a stranger's module is shown beside the hub's own.
 */
const hidden = '\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069'

/** One line of text for a person. */
const line = (maxLength: number) =>
  Type.String({
    maxLength,
    pattern: `^(?=.*\\S)[^${hidden}]*$`,
    description: `one line of 1 to ${maxLength} characters`,
  })

const steps = Type.Array(line(300), {
  minItems: 1,
  maxItems: 12,
  description: 'a list of 1 to 12 steps',
})

const pointer = Type.String({
  pattern: '^(/([^~/]|~0|~1)*)+$',
  maxLength: 200,
  description: 'a JSON Pointer such as "/apps/*/name"',
})

const pointers = Type.Array(pointer, {
  maxItems: 50,
  description: 'a list of at most 50 pointers',
})

const part = (description: string) => ({ additionalProperties: false, description })

const allSteps = Type.Object(
  {
    connect: Type.Optional(steps),
    webdav: Type.Optional(steps),
    export: steps,
    import: steps,
  },
  part('an object with the lists "export" and "import"'),
)

/** The name of an app in keys, addresses and folders. */
export const appType = Type.String({
  pattern: '^[a-z0-9]+(-[a-z0-9]+)*$',
  maxLength: 64,
  description: 'lower-case letters, digits and single hyphens, at most 64',
})

/** What an app is for: few, so that a person finds theirs at a glance. */
export const category = Type.Enum(['browser', 'privacy', 'network', 'media', 'tools'], {
  description: '"browser", "privacy", "network", "media" or "tools"',
})

const fileName = Type.String({
  maxLength: 120,
  pattern: `^(?=.*\\S)[^${hidden}/\\\\:*?"|]*$`,
  description: 'a file name of 1 to 120 characters, without a folder',
})

/** A path has no empty name, none that is `.` or `..`, and nothing that Windows refuses in a name. */
const pathPattern = (taken: string) => {
  const name = `[^${hidden}/\\\\:?"<>|${taken}]+`
  return `^(?!(.*/)?\\.\\.?(/|$))${name}(/${name})*$`
}

const filePath = Type.String({
  maxLength: 200,
  pattern: pathPattern('*'),
  description: 'the path of one file such as "folder/settings.json", without ".." and "*"',
})

const filePatterns = Type.Array(
  Type.String({
    maxLength: 200,
    // Not only stars: it would be every file.
    pattern: `(?=.*[^*/])${pathPattern('')}`,
    description:
      'a name such as "backup*.zip", or a path such as "folder/*.json", without "..", and not "*" alone',
  }),
  { minItems: 1, maxItems: 20, description: 'a list of 1 to 20 patterns' },
)

/** The shape of `app-modules/<type>/manifest.json`; `app-modules/README.md` explains each field. */
export const manifestSchema = Type.Object(
  {
    type: appType,
    name: line(60),
    description: line(200),
    homepage: Type.String({
      pattern: '^https://[^\\s"<>\\\\^`{|}]+$',
      maxLength: 200,
      description: 'an address that begins with https://',
    }),
    /** Where the window lists the app; a module of one's own may leave it out. */
    category: Type.Optional(category),
    /**
     * `built-in`: the app talks to a hub itself. `webdav`: it keeps its files on a WebDAV server, and
     * the hub is one. `file`: a person or a program carries its export.
     */
    connects: Type.Enum(['built-in', 'webdav', 'file'], {
      description: '"built-in", "webdav" or "file"',
    }),
    /** The app takes no address that begins with `http://`. */
    httpsOnly: Type.Optional(Type.Boolean({ description: 'true or false' })),
    firstContact: Type.Optional(
      Type.Enum(['adopt', 'compare'], { description: '"adopt" or "compare"' }),
    ),
    export: Type.Object(
      {
        format: Type.Enum(['json', 'text', 'bytes'], {
          description: '"json", "text" or "bytes"',
        }),
        /** The name the app gives the file; what varies in it stands in angle brackets. */
        fileName,
        /** What else the app calls the file: in other languages, or in other versions. */
        otherFileNames: Type.Optional(
          Type.Array(fileName, { maxItems: 100, description: 'a list of at most 100 file names' }),
        ),
        secrets: Type.Enum(['never', 'possible', 'always'], {
          description: '"never", "possible" or "always"',
        }),
        secretsNote: line(300),
        /** Where the export tells the version of its format or of the app. */
        version: Type.Optional(pointer),
        /** Values that change without a person's edit; a diff folds them away. */
        volatile: pointers,
      },
      part('an object that describes the export'),
    ),
    /** How copies that two devices changed at the same time are put together. */
    merge: Type.Optional(
      Type.Object(
        {
          /** Items of a list, and where in an item it says which one it is. */
          identity: Type.Optional(
            Type.Record(
              Type.String(),
              Type.String({
                pattern: '^(/([^*~/]|~0|~1)*)*$',
                maxLength: 200,
                description: 'a pointer from the item such as "/id", or "" for the item itself',
              }),
              { maxProperties: 50, description: 'an object with a pointer for each list' },
            ),
          ),
          /** What belongs together: taken as a whole from one of the copies. */
          atomic: Type.Optional(pointers),
          /** What a person may want to stay on each device. */
          perDevice: Type.Optional(pointers),
        },
        part('an object with "identity", "atomic" or "perDevice"'),
      ),
    ),
    /** What the files are that the app keeps on the hub by WebDAV; see file-roles.ts. */
    files: Type.Optional(
      Type.Object(
        {
          main: Type.Optional(filePath),
          family: Type.Optional(filePatterns),
          scratch: Type.Optional(filePatterns),
        },
        part('an object with "main", "family" or "scratch"'),
      ),
    ),
    steps: allSteps,
  },
  part('an object'),
)

/** The shape of `texts/<language>.json` in a module's folder: what a person reads, in that language. */
export const textsSchema = Type.Object(
  { description: line(200), secretsNote: line(300), steps: allSteps },
  part('an object with "description", "secretsNote" and "steps"'),
)

/** What a person reads of an app. */
export type ModuleTexts = Static<typeof textsSchema>

/** A manifest as its file holds it, its shape checked. */
export type Manifest = Static<typeof manifestSchema>

/** What a device that a slot has never seen does: take what is there, or let the stamps decide. */
export type FirstContact = 'adopt' | 'compare'

/** A supported app: its manifest with defaults filled in, and what was read from its folder. */
export interface AppModule extends Omit<Manifest, 'firstContact'> {
  readonly firstContact: FirstContact
  readonly folder: string
  /** The text of logo.svg that passed the check. Serve this rather than the file, which may change. */
  readonly logo: string
  /** What an export looks like, by the sample; missing where it is text. */
  readonly shape?: Shape
  /** What the manifest says in English, in other languages by their codes. */
  readonly texts?: Readonly<Record<string, ModuleTexts>>
}
