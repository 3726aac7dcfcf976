import { type Static, Type } from 'typebox'
import { longestPath } from '../../lib/longest-path.ts'
import { conflictStatusSchema, versionSchema } from './history.ts'

/** Two devices changed at the same time. */
export const conflictSchema = Type.Object({
  version: Type.Integer({
    description: 'Names the conflict: the number of the upload that came later',
  }),
  status: conflictStatusSchema,
  base: Type.Integer({ description: 'The last version that both come from' }),
  unused: versionSchema,
  used: versionSchema,
  merged: Type.Optional(
    Type.Integer({ description: 'The version that has the changes of both that do not conflict' }),
  ),
  choices: Type.Optional(
    Type.Integer({ description: 'How many places both had changed, where the newer was taken' }),
  ),
})
export type Conflict = Static<typeof conflictSchema>

const sideSchema = Type.Enum(['mine', 'theirs'], {
  description: '`mine`: the copy that is not in use; `theirs`: what is current',
})
const pathSchema = Type.String({
  maxLength: longestPath,
  description: 'A JSON Pointer; an item of a list may be named by what tells it from the others',
})
/** Very texts of values: they are shown, and never parsed and written again. */
const valueSchema = Type.Optional(Type.String({ description: 'The very text of the value' }))

export const mergeChangeSchema = Type.Object({
  from: Type.Enum(['mine', 'theirs', 'both']),
  kind: Type.Enum(['added', 'removed', 'changed', 'moved']),
  path: pathSchema,
  before: valueSchema,
  after: valueSchema,
})
export type MergeChange = Static<typeof mergeChangeSchema>

export const mergeChoiceSchema = Type.Object({
  kind: Type.Enum(['value', 'order']),
  path: pathSchema,
  base: valueSchema,
  mine: valueSchema,
  theirs: valueSchema,
  taken: sideSchema,
})
export type MergeChoice = Static<typeof mergeChoiceSchema>

/** What a merge would come to, with the decisions that were sent along. */
export const mergeSchema = Type.Object({
  conflict: conflictSchema,
  current: Type.Object(
    { version: Type.Integer(), deviceName: Type.String() },
    { description: 'What is merged with, and must still be current when it is done' },
  ),
  result: Type.Union([
    Type.Object({
      kind: Type.Literal('merged'),
      format: Type.Enum(['json', 'text'], {
        description: '`text`: merged line by line; look at it before you use it',
      }),
      text: Type.String({ description: 'The merged settings' }),
      changes: Type.Array(mergeChangeSchema, { description: 'Taken from both without a choice' }),
      choices: Type.Array(mergeChoiceSchema, { description: 'Changed on both sides' }),
    }),
    Type.Object({
      kind: Type.Literal('refused'),
      reason: Type.Enum(['encrypted', 'bytes', 'gone'], {
        description: '`gone`: a version that it takes is not kept any more',
      }),
    }),
  ]),
})
export type Merge = Static<typeof mergeSchema>

const decisionSchema = Type.Object(
  { path: pathSchema, take: sideSchema },
  { additionalProperties: false },
)
export type Decision = Static<typeof decisionSchema>

export const decisionsSchema = Type.Array(decisionSchema, {
  maxItems: 10_000,
  description: 'For each choice the side to take; without one, the newer',
})

/** What a person has chosen for an app. */
export const preferencesSchema = Type.Object({
  onConflict: Type.Enum(['newest', 'merge'], {
    description:
      'When two devices changed at the same time: the newest wins, or merge what does not conflict',
  }),
  perDevice: Type.Array(Type.String({ maxLength: 200, pattern: '^(/([^~/]|~0|~1)*)+$' }), {
    maxItems: 50,
    description:
      'What stays on each device: JSON Pointers to members of objects; `*` is any key, or any item of a list that has an identity',
  }),
})
export type Preferences = Static<typeof preferencesSchema>
