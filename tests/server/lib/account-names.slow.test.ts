import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createAccount, findAccount, sameName } from '../../../server/accounts/accounts.ts'
import { accountNamePattern, asAccountName } from '../../../server/lib/account-names.ts'
import { freeName } from '../../../server/sign-in/identities.ts'
import { copiesOf, encodeDocument } from '../../../server/storage/lowdb/document.ts'
import { looksAlike } from '../../../server/storage/name-key.ts'
import { memberBrowser, ownerBrowser } from '../../helpers/browser.ts'
import { testHub } from '../../helpers/hub.ts'

const isAllowed = (name: string) => new RegExp(accountNamePattern, 'u').test(name)

test.each([
  ['Ada'],
  ['Ada Lovelace'],
  ['grace@example.com'],
  ['Zoë'],
  ['Πλάτων'],
  ['Лев'],
  ['慧'],
  ['עדה'],
  ['محمد'],
  ['अदा'],
  ['🦊'],
  ["O'Neill-Smith, 3rd"],
])('%s is a name', (name) => {
  expect(isAllowed(name)).toBe(true)
  expect(asAccountName(name)).toBe(name)
})

const noNames = [
  ['a space of no width', 'A\u200bda'],
  ['nothing but such', '\u200b\u200d\u2060'],
  ['a Hangul filler', '\u3164'],
  ['a half-wide filler', '\uffa0'],
  ['an empty braille cell', '\u2800'],
  ['a soft hyphen', 'A\u00adda'],
  ['a joiner', 'A\u034fda'],
  ['a mark of direction', 'Ada\u200e'],
  ['an override', '\u202eadA'],
  ['isolates', '\u2068Ada\u2069'],
  ['a variation selector', 'Ada\ufe0f'],
  ['a tag', 'Ada\u{e0041}'],
  ['a byte order mark', '\ufeffAda'],
  ['a private character', 'Ada\ue000'],
  ['one that means nothing yet', 'Ada\u{378}'],
  ['half a character', 'Ada\ud800'],
  ['a control character', 'Ada\u0007'],
  ['a new line', 'Ada\nLovelace'],
  ['a mark alone', '\u0301'],
  ['only spaces', ' \u00a0\u3000'],
  ['nothing', ''],
  ['a path up', '..'],
  ['a path', '/etc'],
] as const

test.each(noNames)('%s makes no name of an account', (_, name) => {
  expect(isAllowed(name)).toBe(false)
})

test.each([
  ['case', 'ADA', 'ada'],
  ['width', 'Ａｄａ', 'Ada'],
  ['how it is encoded', 'Zoe\u0308', 'Zoë'],
  ['ligatures', 'Sofﬁa', 'Soffia'],
  ['a space that does not break', 'Ada\u00a0L', 'Ada L'],
  ['spaces', ' Ada  L ', 'Ada L'],
])('%s makes no other name', (_, one, other) => {
  expect(sameName(one, other)).toBe(true)
  expect(sameName(other, one)).toBe(true)
})

const twins = [
  ['Cyrillic letters', 'Аdа', 'Ada'],
  ['a whole word of Cyrillic', 'реасе', 'peace'],
  ['capitals of Cyrillic', 'ВОВА', 'BOBA'],
  ['Greek letters', 'Οlga', 'Olga'],
  ['capitals of Greek', 'ΑΝΝΑ', 'ANNA'],
  ['a capital I for an l', 'OIga', 'Olga'],
  ['a one for an l', 'O1ga', 'Olga'],
  ['a zero for an O', '0lga', 'Olga'],
  ['width as well', 'Ｏ1ga', 'Olga'],
] as const

test.each(twins)('%s look like another name', (_, wanted, taken) => {
  expect(sameName(wanted, taken)).toBe(false)
  expect([looksAlike(wanted, taken), looksAlike(taken, wanted)]).toEqual([true, true])
})

test('the hub gives out no such name, and says which account it looks like', async () => {
  const { hub } = await testHub()
  const owner = await ownerBrowser(hub, 'Mallory')
  const make = (name: string) => owner.send('POST', '/api/v1/accounts', { name })
  for (const [what, name] of noNames) expect((await make(name)).status, what).toBe(400)
  for (const [what, wanted, taken] of twins) {
    await make(taken)
    const made = await make(wanted)
    expect([made.status, made.code], what).toEqual([409, 'account_alike'])
    expect(made.body.error).toContain('Choose one that nobody can mistake')
  }
})

test.each([
  ['Mai', 'Mal'],
  ['Zoë', 'Zoe'],
  ['Лев', 'Leo'],
  ['Eli', 'Ela'],
  ['Ada 1', 'Ada 2'],
])('%s and %s are two people', (one, other) => {
  expect(looksAlike(one, other)).toBe(false)
})

test('a name looks like itself, however it is written', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (name) => {
      expect(looksAlike(name, name)).toBe(true)
      expect(looksAlike(name, name.normalize('NFD'))).toBe(true)
      expect(sameName(name, name.normalize('NFKC'))).toBe(true)
    }),
  )
})

test('whatever a provider calls a person, they get a name that is allowed and free', async () => {
  const { hub } = await testHub()
  for (const label of ['..', '.', '/', '\\..', '\u200b', '\u3164\u3164', '\u0301', '\u202e', '']) {
    const name = await freeName(hub.store, label)
    expect(name, JSON.stringify(label)).toMatch(/^Member/)
    await createAccount(hub.store, name, 'member', 0)
  }
  expect(await freeName(hub.store, 'A\u200bda ')).toBe('A da')
  await createAccount(hub.store, 'Ada', 'member', 0)
  expect(await freeName(hub.store, 'АDА')).toBe('АDА 2')
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), async (label) => {
      expect(isAllowed(await freeName(hub.store, label))).toBe(true)
    }),
  )
})

test('names that were given before go on working, also those that are one by now', async () => {
  const { hub: before, folder } = await testHub()
  await before.close()
  const old = ['Ada', 'Ａda', 'Ad\u200ba', 'Аda']
  const accounts = old.map((name, index) => {
    return { id: `id-${index}`, name, role: 'member', disabled: false, createdAt: 0 } as const
  })
  const data = Object.fromEntries(accounts.map((account) => [account.id, account]))
  const path = join(folder, 'db', 'accounts.json')
  for (const copy of copiesOf(path, 2)) {
    await writeFile(copy, encodeDocument({ document: 'accounts', revision: 9, data }))
  }
  const { hub } = await testHub({ folder })
  for (const account of accounts) {
    expect(await findAccount(hub.store, account.name)).toEqual(account)
    await hub.store.accounts.put({ ...account, disabled: true })
    expect(await findAccount(hub.store, account.name)).toEqual({ ...account, disabled: true })
  }
  await expect(createAccount(hub.store, 'ada', 'member', 0)).rejects.toMatchObject({
    code: 'account_exists',
  })
})

test('guesses at one name count as one, in whatever width it is written', async () => {
  const { hub } = await testHub()
  await ownerBrowser(hub)
  const statuses = []
  for (const [index, name] of ['Ada', 'Ａda', 'ＡＤＡ', 'ada', 'AdＡ', 'Ａｄａ'].entries()) {
    const reply = await hub.app.inject({
      method: 'POST',
      url: '/api/v1/session',
      remoteAddress: `192.0.2.${index}`,
      headers: { host: 'localhost' },
      payload: { name, password: 'a guess' },
    })
    statuses.push(reply.statusCode)
  }
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429])
})

test('the name of a member is typed as it looks to remove them', async () => {
  const { hub } = await testHub()
  const owner = await ownerBrowser(hub)
  await memberBrowser(hub, owner, 'Mia')
  const wrong = await owner.send('DELETE', '/api/v1/accounts/Mia', { name: 'М\u0456a' })
  expect(wrong.code).toBe('name_mismatch')
})
