import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { maxAccounts } from '../server/accounts/accounts.ts'
import { keysForEach, maxEndedKeys, maxKeys, maxKeysInAll } from '../server/accounts/keys.ts'
import { maxTokens } from '../server/accounts/tokens.ts'
import { windowStreams } from '../server/api/events.ts'
import { maxOfKey, slotStreams } from '../server/api/slot-events.ts'
import { maxOwnApps } from '../server/apps/own-apps.ts'
import { maxRemembered } from '../server/notify/notice.ts'
import { maxWaiting } from '../server/notify/outbox.ts'
import { maxTargets } from '../server/notify/read-targets.ts'
import { maxIdentities } from '../server/sign-in/identities.ts'
import { maxInvites } from '../server/sign-in/invites.ts'
import { maxReplaced } from '../server/storage/lowdb/restore-swap.ts'
import { maxDevices, maxKeyUses } from '../server/storage/slot-bounds.ts'

const root = resolve(import.meta.dirname, '..')
const page = readFileSync(join(root, 'docs/limits.md'), 'utf8')

const rows = page
  .split('\n')
  .filter((line) => /^\| (?!what grows|---)/.test(line))
  .map((line) => {
    const [what = '', ofAccount = '', inAll = '', then = '', proof = ''] = line
      .slice(1, -1)
      .split(' |')
      .map((cell) => cell.trim())
    return { what, ofAccount, inAll, then, proof }
  })

/** The titles of the tests of a file, as they stand there. */
const titlesIn = (file: string) =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/(?:\btest|\))\(\s*(['"`])(.*?)\1,/gs)].map(
    ([, , title = '']) => title,
  )

test('the table has rows', () => expect(rows.length).toBeGreaterThan(30))

test.each(rows)('$what: has a bound in all, says what happens at it, and has its test', (row) => {
  expect(row.inAll).not.toBe('')
  expect(row.then).not.toBe('')
  const [, file = '', title = ''] = /^`(tests\/[^`]+)`: (.+)$/.exec(row.proof) ?? []
  expect(existsSync(join(root, file)), file).toBe(true)
  expect(titlesIn(file)).toContain(title)
})

test.each<[what: string, ...bounds: number[]]>([
  ['accounts', maxAccounts],
  ['keys that work', maxKeys, maxKeysInAll, keysForEach],
  ['keys of one account', maxKeys, maxKeysInAll],
  ['keys that were revoked or are over', maxEndedKeys],
  ['when keys were last used', maxKeyUses],
  ['devices', maxDevices],
  ['tokens of scripts', maxTokens],
  ['sign-ins by providers', maxIdentities],
  ['invitations', maxInvites],
  ["apps of one's own", maxOwnApps],
  ['streams of devices', maxOfKey, slotStreams.ofAccount, slotStreams.inAll],
  ['streams of windows', windowStreams.ofAccount, windowStreams.inAll],
  ['what restores have replaced', maxReplaced],
  ['targets of notifications', maxTargets],
  ['notifications that wait', maxWaiting],
  ['what the owner was told of', maxRemembered],
])('%s: the page says the number that holds', (what, ...bounds) => {
  const row = rows.find((one) => one.what === what)
  const numbers = `${row?.ofAccount} ${row?.inAll}`.match(/\d+(?:,\d{3})*/g)
  for (const bound of bounds) expect(numbers).toContain(bound.toLocaleString('en'))
})

test('all that an account may have of keys has room where their use is noted', () => {
  expect(maxKeyUses).toBe(maxKeys + maxEndedKeys)
})
