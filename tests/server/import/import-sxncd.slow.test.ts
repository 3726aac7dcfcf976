import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { findAccount } from '../../../server/accounts/accounts.ts'
import { keyById, revokeKey, rotateKey } from '../../../server/accounts/keys.ts'
import { openFirstServer } from '../../../server/import/first-server.ts'
import { admitIdentity } from '../../../server/sign-in/identities.ts'
import { skipReason } from '../../faults/scale.ts'
import { cliFor } from '../../helpers/cli.ts'
import { temporaryFolder } from '../../helpers/folder.ts'
import { post, testHub, testStart } from '../../helpers/hub.ts'
import { contentsIn, contentsOf, textsIn } from '../backup/support.ts'
import { addAccount, allRows, emptyTables, type FirstAccount } from './first-tables.ts'
import { findPostgres, type Postgres, startPostgres } from './postgres.ts'

const programs = findPostgres()
const skipped = skipReason(
  programs !== undefined,
  'the import from the first server: there is no PostgreSQL, and it can be installed only as root of Debian',
)

const keyOf = (letter: string) => letter.repeat(64)
const ada: FirstAccount = {
  username: 'ada',
  identifier: '583231',
  keys: { obtainium: keyOf('a'), thunder: keyOf('b') },
  devices: ['Pixel 8', 'Täblet 🦊', 'Never'],
  settings: {
    obtainium: {
      data: '{"apps":[{"id":12345678901234567890}]}',
      device: 'Pixel 8',
      savedTs: '2025-02-26T09:15:30.123Z',
    },
    thunder: { data: 'CANARY settings', device: 'Täblet 🦊', savedTs: '2025-02-01T00:00:00Z' },
  },
}
const bo: FirstAccount = {
  username: null,
  issuer: 'https://google.com',
  identifier: '1042',
  keys: { obtainium: keyOf('c') },
}

describe.skipIf(programs === undefined)(`import-sxncd${skipped}`, () => {
  let postgres: Postgres
  beforeAll(async () => {
    postgres = await startPostgres(programs ?? '')
  }, 60_000)
  afterAll(() => postgres?.stop())
  beforeEach(() => emptyTables(postgres))

  /** The command, for a hub of its own that is stopped, unless it was told another. */
  async function importing(folder?: string) {
    const data = folder ?? `${await temporaryFolder()}/data`
    const cli = cliFor(data, { environment: { POSTGRES_URL: postgres.url } })
    const run = async (...args: string[]) => {
      const result = await cli('import-sxncd', ...args)
      const written = result.out + result.err
      for (const secret of [postgres.password, 'CANARY', keyOf('a'), keyOf('c')]) {
        expect(written).not.toContain(secret)
      }
      return result
    }
    return { data, run }
  }

  test('a dry run tells all and changes nothing; then all of it is there', async () => {
    await addAccount(postgres, ada)
    await addAccount(postgres, bo)
    const rows = await allRows(postgres)
    const { data, run } = await importing()
    const dry = await run('--dry-run')
    expect(dry).toMatchObject({ code: 0, err: '' })
    expect(dry.out).toBe(
      [
        'ada (583231 at https://github.com)',
        '  account: new',
        '  key for obtainium: goes on working',
        '  key for thunder: goes on working',
        '  settings of obtainium, 38 B: new',
        '  devices of obtainium: Pixel 8',
        '  settings of thunder, 15 B: new',
        '  devices of thunder: Täblet 🦊',
        '  left out, as they have synced nothing: Never',
        'Member (1042 at https://google.com)',
        '  account: new',
        '  key for obtainium: goes on working',
        '',
        'This was a dry run: nothing was changed.',
        '',
      ].join('\n'),
    )
    expect(await contentsIn(data)).toMatchObject({ accounts: [], keys: [], slots: {}, signIns: [] })

    expect((await run()).out).toContain('sxncd account password <name>')
    expect(await allRows(postgres)).toEqual(rows)
    const { hub } = await testHub({ folder: data })
    const account = await findAccount(hub.store, 'ada')
    expect(account).toMatchObject({ role: 'member', createdAt: Date.parse('2025-01-01') })
    expect(Object.keys((await contentsOf(hub.store)).slots)).toHaveLength(2)

    // The key of the first server, and what it sends, work as there: by its own rule from now on.
    const never = { deviceName: 'Pixel 8', savedTs: '1900-01-01T00:00:00.000Z' }
    const text = await post(hub, keyOf('a'), { ...never, settings: 'x' })
    expect(text.body).toEqual({
      success: true,
      data: ada.settings?.obtainium?.data,
      action: 'existingNewer',
    })
    const json = await post(hub, keyOf('a'), { ...never, settings: {} })
    expect(json.text).toContain(`"data":${ada.settings?.obtainium?.data},`)
    const newer = { deviceName: 'Pixel 8', savedTs: '2025-02-28T00:00:00', settings: 'newer' }
    expect((await post(hub, keyOf('a'), newer)).body.action).toBe('incomingNewer')
    // A device that was never seen takes what is there; one that was brought over does not.
    const other = { ...newer, deviceName: 'Other', savedTs: '2025-03-01T00:00:00', settings: 'y' }
    expect((await post(hub, keyOf('a'), other)).body).toMatchObject({
      data: 'newer',
      action: 'existingNewer',
    })

    // Who signs in by the same provider is who they were.
    const policy = { signUp: 'closed', invite: undefined } as const
    const google = {
      issuer: 'https://accounts.google.com',
      subject: '1042',
      way: 'google' as const,
      label: '',
    }
    const github = {
      issuer: 'https://github.com',
      subject: '583231',
      way: 'github' as const,
      label: '',
    }
    for (const [identity, name] of [
      [google, 'Member'],
      [github, 'ada'],
    ] as const) {
      const found = await admitIdentity(hub.store, identity, policy, testStart)
      expect(found).toMatchObject({ name })
    }
  })

  test('again, it changes nothing; later, it brings what is new and overwrites nothing', async () => {
    const id = await addAccount(postgres, ada)
    const { data, run } = await importing()
    await run()
    const first = await contentsIn(data)
    const again = await run()
    expect(again.out).toContain('account: here already')
    expect(again.out.match(/here already/g)).toHaveLength(5)
    expect(await contentsIn(data)).toEqual(first)

    const { hub } = await testHub({ folder: data })
    const here = { deviceName: 'Pixel 8', savedTs: '2025-02-28T00:00:00Z', settings: 'newer here' }
    await post(hub, keyOf('a'), here)
    const { accountId } = (await hub.store.slots.list())[0] ?? { accountId: '' }
    await hub.close()
    const change = `UPDATE public.settings SET data = $2, last_sync_ts = $3, updated_ts = $3
      WHERE user_id = $1 AND app_id = (SELECT id FROM public.app WHERE type = $4)`
    await postgres.query(change, [id, 'older there', '2025-02-27T00:00:00Z', 'obtainium'])
    await postgres.query(change, [id, 'newer there', '2025-02-27T00:00:00Z', 'thunder'])
    await addAccount(postgres, bo)
    const later = await run()
    expect(later.out).toMatch(/obtainium, .+ older than what is here; into the history/)
    expect(later.out).toMatch(/thunder, .+ newer than what is here; that goes into the history/)

    const next = await testHub({ folder: data })
    const look = async (app: string) => {
      const slot = { accountId, app }
      const current = await next.hub.store.slots.read(slot, async (one) => {
        const version = await one.current()
        return version && (await one.settings(version)).text
      })
      return { current, all: [...(await textsIn(next.hub.store, slot))].sort() }
    }
    const old = ada.settings?.obtainium?.data
    expect(await look('obtainium')).toEqual({
      current: 'newer here',
      all: ['newer here', 'older there', old],
    })
    expect(await look('thunder')).toEqual({
      current: 'newer there',
      all: ['CANARY settings', 'newer there'],
    })
    expect(await findAccount(next.hub.store, 'Member')).toBeDefined()
  })

  test('a key that was rotated or revoked here does not come back', async () => {
    await addAccount(postgres, ada)
    const { data, run } = await importing()
    await run()
    const { hub } = await testHub({ folder: data })
    const [one, two] = await hub.store.keys.list()
    const rotated = await rotateKey(hub.store, await keyById(hub.store, one?.id ?? ''), testStart)
    await revokeKey(hub.store, await keyById(hub.store, two?.id ?? ''), testStart)
    const before = await hub.store.keys.list()
    await hub.listen()
    // The hub runs, so it is asked.
    expect((await run()).code).toBe(0)
    expect(await hub.store.keys.list()).toEqual(before)
    const body = { deviceName: 'a', savedTs: '2025-02-28T00:00:00Z', settings: 'x' }
    for (const key of [keyOf('a'), keyOf('b')]) {
      expect((await post(hub, key, body)).status).toBe(401)
    }
    expect((await post(hub, rotated.text, body)).status).toBe(200)
  })

  test('rows that cannot be read are told by their ids, and keep their account back whole', async () => {
    const wrong: FirstAccount[] = [
      { identifier: 'a', devices: ['two\nlines'] },
      {
        identifier: 'b',
        keys: { thunder: keyOf('d') },
        devices: ['Ok'],
        settings: { thunder: { data: 'x', device: 'Ok', savedTs: 'infinity' } },
      },
      { identifier: 'c', keys: { thunder: 'short' } },
      { identifier: '' },
      {
        identifier: 'e',
        devices: ['Ok'],
        settings: { thunder: { data: 'x', device: 'Ok', savedTs: '0044-03-15T00:00:00Z BC' } },
      },
    ]
    for (const one of wrong) await addAccount(postgres, one)
    await postgres.query(`INSERT INTO public.app (type) VALUES ('../../etc')`)
    await addAccount(postgres, { identifier: 'f', keys: { '../../etc': keyOf('e') } })
    await addAccount(postgres, ada)
    const { data, run } = await importing()
    for (const args of [['--dry-run'], []]) {
      const { code, out, err } = await run(...args)
      expect(code).toBe(1)
      expect(err).toMatch(/^6 of 7 accounts cannot be brought over, and nothing of them was\./)
      for (const line of [
        'device 1: its name cannot be here',
        'settings 1: saved is not a moment to keep',
        'auth 2: this is no key that a device could send',
        'user 4: it has no identifier',
        'settings 2: saved is not a moment to keep',
        'auth 3: its app has a name that cannot be here',
      ]) {
        expect(out).toContain(`cannot be read: ${line}\n`)
      }
    }
    const { accounts, keys, slots } = await contentsIn(data)
    expect(accounts.map(({ name }) => name)).toEqual(['ada'])
    expect(keys).toHaveLength(2)
    expect(Object.keys(slots)).toHaveLength(2)
  })

  test('who is named becomes the owner; nobody does otherwise', async () => {
    await addAccount(postgres, ada)
    await addAccount(postgres, { identifier: '583231', issuer: 'https://sso.example.com' })
    await addAccount(postgres, bo)
    const { data, run } = await importing()
    expect(await run('--owner', '583231')).toMatchObject({
      code: 3,
      err: expect.stringContaining('More than one person there has the identifier "583231".'),
    })
    expect((await run('--owner', 'nobody')).err).toContain('There are: 583231 (https://github.com)')
    await run()
    const roles = async () => (await contentsIn(data)).accounts.map(({ role }) => role)
    expect(await roles()).toEqual(['member', 'member', 'member'])
    expect((await run('--owner', '1042', '--dry-run')).out).toContain('here already, becomes owner')
    expect(await roles()).toEqual(['member', 'member', 'member'])
    await run('--owner', '1042')
    expect((await roles()).sort()).toEqual(['member', 'member', 'owner'])
  })

  test('a hub that has accounts and settings of its own keeps them', async () => {
    await addAccount(postgres, ada)
    const made = await testHub()
    const { hub } = made
    const headers = { authorization: hub.controlToken }
    const payload = { name: 'Ada', role: 'owner' }
    await hub.app.inject({ method: 'POST', url: '/api/v1/accounts', headers, payload })
    await hub.listen()
    const { run } = await importing(made.folder)
    expect((await run()).out).toMatch(/^ada 2 \(583231/)
    const accounts = await hub.store.accounts.list()
    expect(accounts.map(({ name, role }) => [name, role])).toEqual([
      ['Ada', 'owner'],
      ['ada 2', 'member'],
    ])
  })

  test('a stamp of the far future counts as the moment at which it arrived there', async () => {
    const settings = {
      thunder: {
        data: 'far',
        device: 'Ok',
        savedTs: '2099-01-01T00:00:00Z',
        arrived: '2025-02-01T00:00:00Z',
      },
    }
    await addAccount(postgres, { ...ada, devices: ['Ok'], settings })
    const { data, run } = await importing()
    await run()
    const { hub } = await testHub({ folder: data })
    const body = { deviceName: 'Ok', savedTs: '2025-02-02T00:00:00Z', settings: 'sane' }
    expect((await post(hub, keyOf('b'), body)).body.action).toBe('incomingNewer')
  })

  test('a database that cannot be read is told of, without its password', async () => {
    const { data } = await importing()
    const of = async (url: string) => {
      const { code, out, err } = await cliFor(data)('import-sxncd', '--postgres', url)
      expect([code, out]).toEqual([1, ''])
      expect(err).not.toContain('CANARY')
      return err
    }
    await postgres.query('DROP TABLE public.settings, public.auth CASCADE')
    expect(await of('not a url CANARY')).toContain('must be like postgres://')
    expect(await of('mysql://a:CANARY@b/c')).toContain('must be like postgres://')
    const at = (change: (url: URL) => void) => {
      const url = new URL(postgres.url)
      change(url)
      return url.href
    }
    expect(await of(at((url) => (url.password = 'CANARY wrong')))).toContain('refuses the user')
    expect(await of(at((url) => (url.pathname = '/nothing')))).toContain('no database of this name')
    expect(await of(at((url) => (url.port = '1')))).toContain('No database answers at 127.0.0.1:1')
    await addAccount(postgres, { identifier: 'a' })
    expect(await of(postgres.url)).toContain('does not hold the tables of the first server')
    await postgres.query('DROP TABLE public."user" CASCADE')
    expect(await of(postgres.url)).toContain('does not hold the tables of the first server')
    expect(await cliFor(data)('import-sxncd')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--postgres <url>'),
    })
  })

  test('the database is read as it is at one moment, by a connection that can only read', async () => {
    await addAccount(postgres, ada)
    const server = await openFirstServer(postgres.url)
    onTestFinished(() => server.close())
    expect(await server.users()).toHaveLength(1)
    await addAccount(postgres, bo)
    expect(await server.users()).toHaveLength(1)
    const [session] = await postgres.query(
      `SELECT l.mode FROM pg_stat_activity a JOIN pg_locks l ON l.pid = a.pid
       WHERE a.application_name = 'sxncd import' AND l.locktype = 'relation' AND l.mode <> 'AccessShareLock'`,
    )
    expect(session).toBeUndefined()
  })
})
