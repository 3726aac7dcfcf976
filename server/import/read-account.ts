import type { Client } from 'pg'
import { Type } from 'typebox'
import { Check } from 'typebox/schema'
import { appType } from '../../app-modules/manifest.ts'
import { hashKey } from '../accounts/key-secret.ts'
import { nameSchema } from '../lib/name-schema.ts'
import {
  type Found,
  type Imported,
  type ImportedSlot,
  momentSchema,
  type Unreadable,
} from './imported.ts'

/** A stamp in ms, as text: the database knows moments that no clock shows. */
const ms = (column: string) =>
  `(extract(epoch from date_trunc('milliseconds', ${column})) * 1000)::text`

const userQuery = `
  SELECT id::text, username, issuer, identifier, ${ms('created_ts')} AS created
  FROM public."user" WHERE id = $1`

const keysQuery = `
  SELECT k.id::text, app.type, k.api_key AS text, ${ms('k.created_ts')} AS created
  FROM public.auth k JOIN public.app ON app.id = k.app_id
  WHERE k.user_id = $1 ORDER BY k.id`

const settingsQuery = `
  SELECT s.id::text, app.type, s.data, d.identifier AS device,
    ${ms('s.last_sync_ts')} AS saved, ${ms('s.updated_ts')} AS arrived
  FROM public.settings s
  JOIN public.app ON app.id = s.app_id
  JOIN public.device d ON d.id = s.last_sync_device_id
  WHERE s.user_id = $1 ORDER BY s.id`

const devicesQuery = `
  SELECT d.id::text, d.identifier AS name, ${ms('d.created_ts')} AS first,
    ${ms('d.updated_ts')} AS last,
    ARRAY(SELECT app.type FROM public.app_device ad JOIN public.app ON app.id = ad.app_id
      WHERE ad.device_id = d.id) AS apps
  FROM public.device d WHERE d.user_id = $1 ORDER BY d.id`

type Row = Readonly<Record<string, unknown>>

/** Reads all of a user of the first server. One row that cannot be read keeps all of it back. */
export async function readAccount(client: Pick<Client, 'query'>, userId: string): Promise<Found> {
  const rowsOf = async (text: string) => (await client.query<Row>(text, [userId])).rows
  const unreadable: Unreadable[] = []
  /** Takes what a row must hold; what does not fit is noted by the id of the row. */
  const take = (table: string, row: Row) => ({
    text: (column: string, problem: string, fits: (value: string) => boolean): string => {
      const value = row[column]
      if (typeof value === 'string' && fits(value)) return value
      unreadable.push({ table, id: String(row.id), problem })
      return ''
    },
    moment: (column: string): number => {
      const value = Math.round(Number(row[column]))
      if (Check(momentSchema, value)) return value
      unreadable.push({ table, id: String(row.id), problem: `${column} is not a moment to keep` })
      return 0
    },
  })

  const [user = {}] = await rowsOf(userQuery)
  const fromUser = take('user', { id: userId, ...user })
  const issuer = fromUser.text('issuer', 'it has no issuer', isShort)
  const subject = fromUser.text('identifier', 'it has no identifier', isShort)
  const createdAt = fromUser.moment('created')

  const keys = (await rowsOf(keysQuery)).map((row) => {
    const from = take('auth', row)
    const text = from.text('text', 'this is no key that a device could send', isKey)
    const app = from.text('type', 'its app has a name that cannot be here', isApp)
    const hint = text.slice(-4)
    return { app, hash: hashKey(text), hint, createdAt: from.moment('created') }
  })

  const devices = (await rowsOf(devicesQuery)).map((row) => {
    const from = take('device', row)
    const name = from.text('name', 'its name cannot be here', isName)
    const seen = { firstSeenAt: from.moment('first'), lastSeenAt: from.moment('last') }
    return { name, ...seen, apps: row.apps as readonly string[] }
  })

  const found = await rowsOf(settingsQuery)
  const slots = found.map((row): ImportedSlot => {
    const from = take('settings', row)
    const app = from.text('type', 'its app has a name that cannot be here', isApp)
    const deviceName = from.text('device', 'the name of its device cannot be here', isName)
    const text = from.text('data', 'it holds no settings', () => true)
    // One that never synced the app must be new to it here: else what it holds could win at once.
    const own = devices.filter(({ name, apps }) => name === deviceName || apps.includes(app))
    return {
      ...{ app, text, deviceName },
      savedAt: from.moment('saved'),
      arrivedAt: from.moment('arrived'),
      devices: own.map(({ apps: _, ...device }) => device),
    }
  })
  if (unreadable.length > 0) return { userId, unreadable }

  const account: Imported = {
    ...wayOf(issuer),
    subject,
    name: String(user.username ?? '').slice(0, 500),
    createdAt,
    owner: false,
    keys,
    slots,
  }
  const housed = new Set(slots.flatMap((slot) => slot.devices.map(({ name }) => name)))
  const homeless = devices.map(({ name }) => name).filter((name) => !housed.has(name))
  return { userId, account, homeless }
}

const isShort = (text: string) => text !== '' && text.length <= 500
const isKey = (text: string) => /^[\x21-\x7e]{16,500}$/.test(text)
const isApp = (text: string) => Check(appType, text)
const nameOnly = Type.Object({ name: nameSchema('') })
const isName = (name: string) => Check(nameOnly, { name })

/** By which way in somebody signs in here. Google was written as a name that is no issuer. */
function wayOf(issuer: string): Pick<Imported, 'way' | 'issuer'> {
  if (issuer === 'https://google.com')
    return { way: 'google', issuer: 'https://accounts.google.com' }
  if (issuer === 'https://github.com') return { way: 'github', issuer }
  return { way: 'oidc', issuer }
}
