import { Type } from 'typebox'
import { appType } from '../../app-modules/manifest.ts'
import type { Moment } from '../lib/steady-clock.ts'
import { allApps } from './all-apps.ts'
import {
  between,
  type Fields,
  hubName,
  id,
  idPattern,
  moment,
  name,
  number,
  numberOrNone,
  object,
  optional,
  orRemoved,
  records,
  secretIdPattern,
  sha256,
  size,
  text,
  uuid,
  writtenRecords,
} from './document-values.ts'
import type { NotifyTarget } from './notify-target.ts'
import type {
  Account,
  AppPreferences,
  Device,
  HubRecord,
  HubSettings,
  IdentityRecord,
  Invite,
  KeptValues,
  Key,
  PasswordRecord,
  Seen,
  Session,
  SignIn,
  UploadId,
} from './store.ts'
import {
  filesSchema,
  propertiesSchema,
  type VersionHeader,
  versionSchema,
} from './version-schema.ts'

/*
 * What each document in the data folder must look like. The same schema holds when the hub starts,
 * when it restores a backup and after a migration, so nothing gets in by one way that another refuses.
 * Fields that are not known here are let through: a newer hub of the same schema may have written them.
 */

const perDevicePaths = Type.Array(text, { maxItems: 1_000 })

const appPreferences = object<AppPreferences>({
  merge: optional(Type.Boolean()),
  perDevice: optional(perDevicePaths),
})

const account = object<Account>({
  id,
  name,
  role: Type.Enum(['owner', 'member']),
  disabled: Type.Boolean(),
  createdAt: moment,
  apps: optional(records<AppPreferences>('[^]*', appPreferences)),
})

/** One pattern, since it is looked at for each of thousands of keys. */
const keyApp = Type.String({
  maxLength: 64,
  pattern: `${(appType as { pattern?: string }).pattern}|^\\${allApps}$`,
})

const key = object<Key>({
  id,
  accountId: id,
  app: keyApp,
  name,
  hash: sha256,
  hint: Type.String({ maxLength: 16 }),
  createdAt: moment,
  rotatedAt: optional(moment),
  expiresAt: optional(moment),
  revokedAt: optional(moment),
  httpsOnly: optional(Type.Boolean()),
  readOnly: optional(Type.Boolean()),
  address: optional(Type.Boolean()),
})

/** Checking one password never takes more than 128 MiB, nor much longer than one of our own. */
const password = object<PasswordRecord>({
  salt: Type.String({ pattern: '^[A-Za-z0-9+/]{11,86}={0,2}$' }),
  hash: Type.String({ pattern: '^[A-Za-z0-9+/]{43}=$' }),
  N: Type.Enum(Array.from({ length: 17 }, (_, at) => 2 ** (at + 1))),
  r: Type.Integer({ minimum: 1, maximum: 8 }),
  p: Type.Integer({ minimum: 1, maximum: 2 }),
})

const identity = object<IdentityRecord>({
  id: text,
  way: text,
  issuer: text,
  subject: text,
  label: text,
  addedAt: moment,
})

const signIn = object<SignIn>({
  password: optional(password),
  identities: Type.Array(identity, { maxItems: 1_000 }),
  browsers: optional(Type.Array(text, { maxItems: 1_000 })),
})

const session = object<Session>({
  id: text,
  accountId: id,
  createdAt: moment,
  lastSeenAt: moment,
  browser: text,
  via: text,
})

const invite = object<Invite>({
  id: text,
  createdAt: moment,
  expiresAt: moment,
  from: text,
  note: optional(text),
})

const settingsFields: Fields<HubSettings> = {
  hubName: optional(hubName),
  appsOff: optional(Type.Array(text, { maxItems: 1_000 })),
  ownApps: optional(
    Type.Array(Type.Object({ type: appType, name, createdAt: moment }), { maxItems: 1_000 }),
  ),
  lan: optional(Type.Boolean()),
  lanInterface: optional(text),
  syncyomi: optional(Type.Boolean()),
  tabby: optional(Type.Boolean()),
  retention: optional(
    Type.Object({
      allHours: between(1, 8_760),
      hourlyDays: between(0, 3_650),
      dailyDays: between(0, 36_500),
      versions: between(1, 100_000),
      sizeMiB: between(1, 1_048_576),
    }),
  ),
  backups: optional(Type.Object({ everyHours: between(0, 8_760), keep: between(1, 1_000) })),
  tokens: optional(
    Type.Array(
      Type.Object({
        id,
        name,
        hash: sha256,
        readOnly: Type.Boolean(),
        createdAt: moment,
        expiresAt: optional(moment),
      }),
      { maxItems: 1_000 },
    ),
  ),
  notify: optional(
    Type.Array(
      object<NotifyTarget>({
        id,
        name: Type.String({ maxLength: 200 }),
        format: text,
        url: Type.String({ maxLength: 2_000 }),
        events: Type.Array(text, { maxItems: 100 }),
        language: text,
        private: Type.Boolean(),
        secret: optional(text),
        createdAt: moment,
      }),
      { maxItems: 1_000 },
    ),
  ),
}

/** The hub itself, and the schema of its data folder. */
export interface HubData extends HubRecord {
  readonly schema: number
}

const hub = object<HubData>({ schema: between(1, 1_000_000), id: uuid, createdAt: moment })

const upload = object<UploadId>({ contentId: sha256, savedAt: moment })

const ownValues = object<KeptValues['values'][number]>({
  at: text,
  values: Type.Array(Type.Tuple([text, text])),
})

const device = object<Device>({
  name,
  firstSeenAt: moment,
  lastSeenAt: moment,
  keyId: text,
  adopted: optional(upload),
  holds: numberOrNone,
  clockAhead: optional(size),
  sent: numberOrNone,
  own: optional(
    object<KeptValues>({ paths: perDevicePaths, upload, values: Type.Array(ownValues) }),
  ),
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
  /** The versions whose conflicts a person has dismissed. */
  readonly dismissed?: readonly number[]
  /** Written by earlier hubs, without bound: each forgotten device, and the last version by then. */
  readonly forgotten?: Readonly<Record<string, number>>
}

const any = '[^]*'

const devices = object<DevicesData>({
  devices: records<Device>(any, device),
  keyUse: records<number>(any, moment),
  toldUpTo: optional(numberOrNone),
  dismissed: optional(Type.Array(number)),
  forgotten: optional(records<number>(any, numberOrNone)),
})

/** The headers of a slot's versions, by the names of their files. */
export interface HeadData {
  readonly headers: readonly (readonly [string, VersionHeader])[]
}

const head = object<HeadData>({ headers: Type.Array(Type.Tuple([text, versionSchema])) })

/** What a change of several documents writes in each of them. */
export const written = {
  accounts: writtenRecords(idPattern, account),
  keys: writtenRecords(idPattern, key),
  'sign-ins': writtenRecords(idPattern, signIn),
  sessions: writtenRecords(secretIdPattern, session),
  invites: writtenRecords(secretIdPattern, invite),
  settings: Type.Object(
    Object.fromEntries(
      Object.entries(settingsFields).map(([field, schema]) => [field, optional(orRemoved(schema))]),
    ),
  ),
}

/** Every document by its name, and the head of a version. */
export const documentSchemas = {
  accounts: records<Account>(idPattern, account),
  keys: records<Key>(idPattern, key),
  'sign-ins': records<SignIn>(idPattern, signIn),
  sessions: records<Session>(secretIdPattern, session),
  invites: records<Invite>(secretIdPattern, invite),
  settings: object(settingsFields),
  hub,
  seen: object<Partial<Seen>>({
    at: optional(moment),
    moment: optional(object<Moment>({ now: moment, steady: moment })),
  }),
  devices,
  head,
  version: versionSchema,
  files: filesSchema,
  properties: propertiesSchema,
} as const

/** Documents of records that name themselves: the field that must be the same as their place. */
export const ownNames: Readonly<Record<string, (data: never) => Iterable<[string, string]>>> = {
  accounts: (data: Readonly<Record<string, Account>>) => namesOf(data, 'id'),
  keys: (data: Readonly<Record<string, Key>>) => namesOf(data, 'id'),
  devices: (data: DevicesData) => namesOf(data.devices, 'name'),
}

function* namesOf<F extends string>(
  data: Readonly<Record<string, { readonly [K in F]: string }>>,
  field: F,
): Generator<[string, string]> {
  for (const [place, record] of Object.entries(data)) yield [place, record[field]]
}
