import { describe, expect, test, vi } from 'vitest'
import { readConfig } from '../../../server/config/config.ts'
import { createHub, type Hub } from '../../../server/hub.ts'
import { cliFor } from '../../helpers/cli.ts'
import { temporaryFolder } from '../../helpers/folder.ts'
import { testHub } from '../../helpers/hub.ts'

// Real processes, and folders that are really synced, are slow where much else runs.
vi.setConfig({ testTimeout: 60_000 })

const savedTs = '2025-02-26T09:15:30.123Z'

/** Syncs as a device does. */
async function sync(hub: Hub, key: string, settings: string, minute = 0, deviceName = 'Pixel') {
  const reply = await hub.app.inject({
    method: 'POST',
    url: '/api/v1/sync/update',
    headers: { authorization: key },
    payload: { deviceName, savedTs: savedTs.replace('15', `1${minute}`), settings },
  })
  return reply.json()
}

/** A folder with or without a hub that runs on it, and the command for it. */
async function place(running: boolean) {
  if (running) {
    const { hub, folder } = await testHub()
    await hub.listen()
    const withHub = <T>(work: (hub: Hub) => Promise<T>) => work(hub)
    return { cli: cliFor(folder), withHub }
  }
  const folder = await temporaryFolder()
  const withHub = async <T>(work: (hub: Hub) => Promise<T>) => {
    const hub = await createHub(readConfig({ DATA_DIR: folder, LOG_LEVEL: 'fatal' }))
    return work(hub).finally(() => hub.close())
  }
  return { cli: cliFor(folder), withHub }
}

describe.each([
  ['where no hub runs', false],
  ['where a hub runs', true],
])('%s', (_, running) => {
  test('accounts: create, list, disable, enable, remove', async () => {
    const { cli, withHub } = await place(running)
    await withHub(async () => {})
    expect(await cli('account', 'list')).toEqual({
      code: 0,
      out: 'There are no accounts yet. Create one: sxncd account create <name>\n',
      err: '',
    })
    const ada = await cli('account', 'create', 'Ada')
    expect(ada).toEqual({ code: 0, out: 'Created the account "Ada".\n', err: '' })
    const olga = JSON.parse((await cli('account', 'create', '--owner', 'Olga Ö. 🦊', '--json')).out)
    expect(olga).toMatchObject({ name: 'Olga Ö. 🦊', role: 'owner', disabled: false })

    const { out } = await cli('account', 'list')
    expect(out.split('\n')[0]).toMatch(/^NAME +ROLE +STATE +CREATED +ID$/)
    expect(out).toMatch(/^Ada +member +on +\d{4}-\d\d-\d\d \d\d:\d\d +[\da-f-]{36}$/m)
    expect(out).toMatch(/^Olga Ö\. 🦊 +owner +on /m)

    expect((await cli('account', 'disable', 'ada')).out).toBe(
      'The account "Ada" is switched off.\n',
    )
    expect((await cli('account', 'list')).out).toMatch(/^Ada +member +off /m)
    expect((await cli('account', 'enable', 'ADA')).out).toBe('The account "Ada" is switched on.\n')

    expect((await cli('account', 'remove', 'Ada')).code).toBe(2)
    expect(await cli('account', 'remove', 'Ada', '--yes')).toEqual({
      code: 0,
      out: 'Removed the account "Ada" and all that was its own.\n',
      err: '',
    })
    expect((await cli('account', 'remove', olga.id, '--yes', '--json')).out).toContain(olga.id)
    expect(JSON.parse((await cli('account', 'list', '--json')).out)).toEqual([])
  })

  test('keys: create, list, rotate, revoke', async () => {
    const { cli, withHub } = await place(running)
    await cli('account', 'create', 'Ada')
    const make = ['key', 'create', '--account', 'Ada', '--app', 'thunder']
    const made = await cli(...make, '--name', 'My laptop')
    expect(made).toEqual({ code: 0, out: expect.stringMatching(/^sxncd_\w{49}\n$/), err: '' })
    const key = made.out.trim()
    const works = (text: string) => withHub(async (hub) => (await sync(hub, text, 'x')).success)
    expect(await works(key)).toBe(true)

    const [listed] = JSON.parse((await cli('key', 'list', '--json')).out)
    expect(listed).toMatchObject({
      account: 'Ada',
      app: 'thunder',
      name: 'My laptop',
      state: 'active',
    })
    const { out } = await cli('key', 'list', '--account', 'ada')
    expect(out).toMatch(/^ID +ACCOUNT +APP +NAME +RIGHTS +STATE +ENDS IN +LAST USED +EXPIRES$/m)
    expect(out).toMatch(
      new RegExp(
        `^${listed.id} +Ada +thunder +My laptop +read, write +active +…${key.slice(-4)} +`,
        'm',
      ),
    )
    expect(out).not.toContain(key)

    const rotated = await cli('key', 'rotate', listed.id)
    expect(rotated.out).toMatch(/^sxncd_\w{49}\n$/)
    expect([await works(key), await works(rotated.out.trim())]).toEqual([false, true])

    expect((await cli('key', 'revoke', '--account', 'Ada', '--app', 'thunder')).out).toBe(
      `Revoked the key ${listed.id} of Ada for thunder.\n`,
    )
    expect(await works(rotated.out.trim())).toBe(false)
    expect(JSON.parse((await cli('key', 'list', '--json')).out)).toEqual([])
    expect(JSON.parse((await cli('key', 'list', '--all', '--json')).out)).toHaveLength(1)
    expect((await cli('key', 'revoke', listed.id)).code).toBe(0)
    expect(await cli('key', 'rotate', listed.id)).toMatchObject({
      code: 1,
      out: '',
      err: `The key "${listed.id}" is revoked; it cannot be rotated. Make a new one.\n`,
    })
  })

  test('keys: for the files of all apps, and such as only read', async () => {
    const { cli, withHub } = await place(running)
    await cli('account', 'create', 'Ada')
    const make = ['key', 'create', '--account', 'Ada']
    const all = await cli(...make, '--all-apps', '--read-only', '--name', 'Phone')
    expect(all).toEqual({ code: 0, out: expect.stringMatching(/^sxncd_\w{49}\n$/), err: '' })
    const reads = await cli(...make, '--app', 'thunder', '--read-only')
    const writes = (text: string) => withHub(async (hub) => (await sync(hub, text, 'x')).success)
    expect(await writes(all.out.trim())).toBe(false)
    expect(await writes(reads.out.trim())).toBe(false)

    const listed = JSON.parse((await cli('key', 'list', '--json')).out)
    expect(listed).toMatchObject([
      { app: '*', name: 'Phone', readOnly: true, state: 'active' },
      { app: 'thunder', readOnly: true },
    ])
    const { out } = await cli('key', 'list')
    expect(out).toMatch(/ +\* +Phone +read only +active +/)
    expect((await cli('key', 'revoke', listed[0].id)).out).toBe(
      `Revoked the key ${listed[0].id} of Ada for the files of all apps.\n`,
    )
  })

  test('keys: an address is printed whole', async () => {
    const { cli, withHub } = await place(running)
    await cli('account', 'create', 'Ada')
    const make = ['key', 'create', '--account', 'Ada', '--app', 'thunder', '--address']
    const made = await cli(...make, '--read-only')
    expect(made.out).toMatch(/^http:\/\/[^/]+\/f\/sxncd_\w{49}\n$/)
    const path = new URL(made.out.trim()).pathname
    const statuses = await withHub(async (hub) => {
      const ask = async (method: 'GET' | 'PUT') =>
        (await hub.app.inject({ method, url: path, headers: { host: 'localhost' }, payload: 'x' }))
          .statusCode
      return [await ask('GET'), await ask('PUT')]
    })
    expect(statuses).toEqual([404, 403])
    expect(await cli('key', 'create', '--account', 'Ada', '--all-apps', '--address')).toMatchObject(
      {
        code: 2,
        err: expect.stringContaining('An address opens one app'),
      },
    )
  })

  test('devices and history: list, show, restore', async () => {
    const { cli, withHub } = await place(running)
    await cli('account', 'create', 'Ada')
    const key = (await cli('key', 'create', '--account', 'Ada', '--app', 'thunder')).out.trim()
    const slot = ['--account', 'Ada', '--app', 'thunder']
    expect((await cli('history', 'list', ...slot)).out).toBe(
      'Nothing has been synced for this app yet.\n',
    )
    expect((await cli('device', 'list')).out).toBe('No device has synced yet.\n')
    await withHub(async (hub) => {
      await sync(hub, key, 'one\n\ttwo', 1)
      await sync(hub, key, 'three', 2, 'Laptop')
    })

    const devices = await cli('device', 'list', '--app', 'thunder')
    expect(devices.out).toMatch(/^Laptop +Ada +thunder +\S+ \S+ +2 +in step$/m)
    expect(devices.out).toMatch(/^Pixel +Ada +thunder +\S+ \S+ +1 +behind$/m)
    const versions = await cli('history', 'list', ...slot)
    expect(versions.out).toMatch(/^VERSION +RECEIVED +DEVICE +SIZE +TYPE +STATE\n2 .*current\n1 /)
    expect((await cli('history', 'show', '1', ...slot)).out).toBe('one\n\ttwo\n')
    expect(JSON.parse((await cli('history', 'show', '1', ...slot, '--json')).out)).toMatchObject({
      version: 1,
      settings: 'one\n\ttwo',
    })
    expect((await cli('history', 'restore', '1', ...slot)).out).toBe(
      'Restored version 1; it is version 3 now.\n',
    )
    expect((await cli('history', 'list', ...slot)).out).toMatch(/^3 .*current, from 1$/m)
    expect(await cli('history', 'show', '9', ...slot)).toEqual({
      code: 3,
      out: '',
      err: 'There is no version 9 here. It may have been thinned out.\n',
    })
  })
})

test('two devices that changed at the same time: list, show, merge, take one, dismiss', async () => {
  const { cli, withHub } = await place(true)
  await cli('account', 'create', 'Ada')
  const key = (await cli('key', 'create', '--account', 'Ada', '--app', 'thunder')).out.trim()
  const slot = ['--account', 'Ada', '--app', 'thunder']
  const merge = (...args: string[]) => cli('history', 'merge', ...args, ...slot)
  expect((await merge()).out).toBe('No devices have changed at the same time, or it is settled.\n')
  await withHub(async (hub) => {
    await sync(hub, key, '{"a":1,"b":1}', 1)
    await sync(hub, key, '{"a":1,"b":1}', 2, 'Laptop')
    await sync(hub, key, '{"a":2,"b":1}', 3)
    await sync(hub, key, '{"a":3,"b":2}', 4, 'Laptop')
  })
  expect((await merge()).out).toMatch(/^VERSION .*\n4 .*Pixel \(3\) +Laptop \(4\)/)
  const shown = (await merge('4')).out
  expect(shown).toMatch(/^theirs +changed +\/b$/m)
  expect(shown).toMatch(/^\/a +2 +3 +theirs$/m)
  const dry = (await merge('4', '--take', 'merged', '--choose', '/a=mine', '--dry-run')).out
  expect(dry).toMatch(/^\/a +2 +3 +mine$/m)
  expect(dry).toMatch(/^Would merge version 3 with version 4\.$/m)
  expect((await cli('history', 'show', '4', ...slot)).out).toBe('{"a":3,"b":2}\n')
  expect((await merge('4', '--take', 'merged', '--choose', '/a')).code).toBe(2)
  const done = await merge('4', '--take', 'merged', '--choose', '/a=mine')
  expect(done.out).toMatch(/^Done: merge version 3 with version 4\. It is version 5 now/)
  expect((await cli('history', 'show', '5', ...slot)).out).toBe('{"a":2,"b":2}\n')
  expect((await cli('history', 'list', ...slot)).out).toMatch(/^5 /m)
  // Undone, it can be decided in another way.
  await cli('history', 'restore', '4', ...slot)
  expect((await merge('4', '--take', 'mine')).out).toMatch(/bring back version 3 of Pixel/)
  expect((await cli('history', 'show', '7', ...slot)).out).toBe('{"a":2,"b":1}\n')
  expect((await merge()).out).toMatch(/settled/)
  expect(await merge('9')).toMatchObject({ code: 3 })
})

test('a conflict that is dismissed is not listed any more', async () => {
  const { cli, withHub } = await place(true)
  await cli('account', 'create', 'Ada')
  const key = (await cli('key', 'create', '--account', 'Ada', '--app', 'thunder')).out.trim()
  const slot = ['--account', 'Ada', '--app', 'thunder']
  await withHub(async (hub) => {
    await sync(hub, key, 'base', 1)
    await sync(hub, key, 'base', 2, 'Laptop')
    await sync(hub, key, 'one', 3)
    await sync(hub, key, 'other', 4, 'Laptop')
  })
  expect((await cli('history', 'list', ...slot)).out).toMatch(/^3 .*\n/m)
  const dismiss = await cli('history', 'merge', '4', '--dismiss', ...slot)
  expect(dismiss.out).toBe('Done: keep version 4, which is in use.\n')
  expect((await cli('history', 'merge', ...slot)).out).toMatch(/settled/)
})

const runningPlace = async () => (await place(true)).cli

test('what is not there exits with 3, what cannot be with 1, and says what there is', async () => {
  const cli = await runningPlace()
  await cli('account', 'create', 'Ada')
  for (const args of [
    ['account', 'disable', 'Bo'],
    ['account', 'remove', 'Bo', '--yes'],
    ['account', 'password', 'Bo'],
    ['key', 'create', '--account', 'Bo', '--app', 'thunder'],
    ['key', 'list', '--account', 'Bo'],
    ['device', 'list', '--account', 'Bo'],
    ['history', 'list', '--account', 'Bo', '--app', 'thunder'],
  ]) {
    const { code, out, err } = await cli(...args)
    expect([args.join(' '), code, out]).toEqual([args.join(' '), 3, ''])
    expect(err).toBe('There is no account "Bo". `account list` shows all of them.\n')
  }
  const unknownApp = await cli('key', 'create', '--account', 'Ada', '--app', 'tunder')
  expect(unknownApp.code).toBe(3)
  expect(unknownApp.err).toMatch(/^There is no app "tunder" on this hub\. It knows: .*thunder/)
  expect(await cli('key', 'rotate', 'k-nothing')).toMatchObject({ code: 3, out: '' })
  expect(await cli('key', 'revoke', '--account', 'Ada', '--app', 'thunder')).toEqual({
    code: 3,
    out: '',
    err: 'There is no key of Ada for thunder.\n',
  })
  expect(await cli('account', 'create', 'ADA')).toEqual({
    code: 1,
    out: '',
    err: 'There is already an account named "ADA".\n',
  })
  await cli('key', 'create', '--account', 'Ada', '--app', 'thunder')
  await cli('key', 'create', '--account', 'Ada', '--app', 'thunder')
  const two = await cli('key', 'revoke', '--account', 'Ada', '--app', 'thunder')
  expect(two.code).toBe(1)
  expect(two.err).toMatch(/^2 keys of Ada for thunder fit: k-\w+, k-\w+\. Name one by its id\.\n$/)
})

test('names that are none are refused, and nothing in them reaches the terminal', async () => {
  const cli = await runningPlace()
  await cli('account', 'create', 'Ada')
  const names = [
    '../x',
    '..',
    '/etc/passwd',
    '\x1b[31mred',
    'a\nb',
    ' ',
    '',
    'x'.repeat(10_000),
    '\u202ex',
  ]
  for (const name of names) {
    for (const args of [
      ['account', 'create', '--', name],
      ['account', 'disable', '--', name],
      ['key', 'create', `--account=${name}`, '--app=thunder'],
      ['key', 'create', '--account=Ada', '--app=thunder', `--name=${name}`],
      ['key', 'create', '--account=Ada', `--app=${name}`],
      ['key', 'create', '--account=Ada', '--app=thunder', `--expires=${name}`],
      ['key', 'rotate', '--', name],
      ['key', 'revoke', '--', name],
      ['key', 'list', `--account=${name}`],
      ['history', 'show', `--account=Ada`, '--app=thunder', '--', name],
    ]) {
      const { code, out, err } = await cli(...args)
      // An empty choice is no choice: it lists all.
      if (name === '' && args[1] === 'list') continue
      expect([args.slice(0, 2), name.slice(0, 20), code]).toEqual([
        args.slice(0, 2),
        name.slice(0, 20),
        expect.toBeOneOf([2, 3]),
      ])
      expect(out).toBe('')
      expect(err.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
      expect(err.length).toBeLessThan(500)
    }
  }
})

test('a forgotten password is made up, or read from standard input where asked for', async () => {
  const { hub, folder } = await testHub()
  await hub.listen()
  const cli = cliFor(folder)
  await cli('account', 'create', 'Ada')
  expect((await cli('account', 'password', 'Ada')).out).toMatch(/^[\w-]{16}\n$/)
  const give = (input: string) => cliFor(folder, { input })('account', 'password', 'Ada', '--stdin')
  expect(await give('correct horse battery\n')).toEqual({
    code: 0,
    out: 'The password of "Ada" is set.\n',
    err: '',
  })
  expect((await give('short\r\n')).code).toBe(2)
})
