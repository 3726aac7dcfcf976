import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FirstContact } from '../../../app-modules/manifest.ts'
import { days, hours, isoTime, minutes, seconds } from '../../../server/lib/clock.ts'
import { listHistory, restore } from '../../../server/slots/history.ts'
import { openStore } from '../../../server/storage/lowdb/open.ts'
import type { Store } from '../../../server/storage/store.ts'
import { temporaryFolder } from '../../helpers/folder.ts'
import { testStart } from '../../helpers/hub.ts'
import { memoryStore } from '../../helpers/memory-store.ts'
import { TestClock } from '../../helpers/moment.ts'
import { naiveMerge } from '../../helpers/naive-merge.ts'
import { noSyncs } from '../../helpers/no-syncs.ts'
import { firstContact, life, mergingLife, Play, send, slotId } from './play.ts'

/** How many lives of a slot each property tries; a full run sets more. */
const runs = Number(process.env.RULE_RUNS ?? 2_000)
const timeout = Math.max(20_000, runs * 5)

describe('random lives of a slot', { timeout }, () => {
  test('every answer and every version is as the oracle says', async () => {
    await fc.assert(
      fc.asyncProperty(firstContact, life, async (contact, steps) => {
        await new Play(memoryStore(), contact).run(steps)
      }),
      { numRuns: runs },
    )
  })

  test('the same holds where what does not conflict is merged', async () => {
    await fc.assert(
      fc.asyncProperty(firstContact, mergingLife, async (contact, steps) => {
        await new Play(memoryStore(), contact, undefined, naiveMerge).run(steps)
      }),
      { numRuns: runs },
    )
  })

  test('the same holds on a data folder that is closed and opened again', async () => {
    const folder = await temporaryFolder()
    let count = 0
    await fc.assert(
      fc.asyncProperty(firstContact, mergingLife, async (contact, steps) => {
        count += 1
        const open = () => openFolder(join(folder, String(count)))
        const reopen = async (store: Store) => {
          await store.close()
          return open()
        }
        const merges = count % 2 === 0
        const play = new Play(await open(), contact, reopen, merges ? naiveMerge : undefined)
        try {
          await play.run([...steps, { step: 'reopen' }])
        } finally {
          await play.store.close()
        }
      }),
      { numRuns: Math.ceil(runs / 50) },
    )
  })

  test('every device takes a restored version, whatever its clock says', async () => {
    await fc.assert(
      fc.asyncProperty(firstContact, life, fc.nat(20), async (contact, steps, nth) => {
        const play = new Play(memoryStore(), contact)
        await play.run(steps)
        const count = play.oracle.kept.length
        fc.pre(count > 0)
        await play.restore((nth % count) + 1)
        const restored = play.oracle.current?.text
        for (const sent of play.lastSent.values()) {
          const { action } = await play.send(sent)
          if (sent.text !== restored) expect(action).toBe('existingNewer')
          expect(play.oracle.current?.text).toBe(restored)
        }
      }),
      { numRuns: runs },
    )
  })

  test('devices that only send again what they have come to rest', async () => {
    await fc.assert(
      fc.asyncProperty(firstContact, life, async (contact, steps) => {
        const play = new Play(memoryStore(), contact)
        await play.run(steps)
        const sendAll = async () => {
          for (const sent of play.lastSent.values()) await play.send(sent)
          return play.oracle.kept.length
        }
        // Each of the devices can win once over what is older.
        let count = 0
        for (const _ of play.lastSent) count = await sendAll()
        if (count > 0) expect(await sendAll()).toBe(count)
      }),
      { numRuns: runs },
    )
  })
})

/** A slot to which a test sends, with a clock that the test moves. */
function slot(contact: FirstContact = 'compare') {
  const store = memoryStore()
  const clock = new TestClock(testStart)
  return {
    clock,
    /** @returns the action and what the device has now, such as `none: one` */
    async sync(deviceName: string, stamp: number, text: string): Promise<string> {
      const sent = { device: deviceName, stamp, text, type: 'text', firstContact: contact } as const
      const { action, data } = await send(store, sent, isoTime(stamp), clock)
      return `${action}: ${JSON.parse(data)}`
    },
    restore: (number: number) => restore(store, slotId, number, clock),
    /** Every version, oldest first; `(kept)` marks those that were not applied. */
    async history(): Promise<string[]> {
      const entries = await listHistory(store, slotId)
      return entries.map(({ version }) => `${version.savedTs}${version.applied ? '' : ' (kept)'}`)
    },
    count: async () => (await listHistory(store, slotId)).length,
  }
}

const now = testStart
const y1900 = Date.parse('1900-01-01T00:00:00.000Z')
const y2099 = Date.parse('2099-06-01T00:00:00.000Z')

describe('1. an empty slot', () => {
  test('takes any stamp', async () => {
    for (const stamp of [y1900, now - 1, now, now + hours(1), y2099]) {
      expect(await slot('adopt').sync('phone', stamp, 'one')).toBe('created: one')
      expect(await slot('compare').sync('phone', stamp, 'one')).toBe('created: one')
    }
  })
})

describe('2. the order of stamps', () => {
  test('decides to the millisecond', async () => {
    const { sync } = slot()
    await sync('phone', now - 10, 'one')
    expect(await sync('tablet', now - 10, 'one')).toBe('none: one')
    expect(await sync('tablet', now - 11, 'two')).toBe('existingNewer: one')
    expect(await sync('tablet', now - 10, 'two')).toBe('existingNewer: one')
    expect(await sync('tablet', now - 9, 'two')).toBe('incomingNewer: two')
    expect(await sync('phone', now - 10, 'one')).toBe('existingNewer: two')
  })

  test('decides for the same content as well', async () => {
    const { sync } = slot()
    await sync('phone', now - 10, 'one')
    expect(await sync('phone', now - 9, 'one')).toBe('incomingNewer: one')
    expect(await sync('phone', now - 10, 'one')).toBe('existingNewer: one')
  })

  test('a device that never saved takes what is there', async () => {
    const { sync } = slot()
    await sync('phone', now - days(3000), 'one')
    expect(await sync('tablet', y1900, 'fresh')).toBe('existingNewer: one')
  })

  test('two devices that never saved: the first to arrive stands', async () => {
    const { sync } = slot()
    await sync('phone', y1900, 'fresh')
    expect(await sync('tablet', y1900, 'fresh')).toBe('none: fresh')
    expect(await sync('laptop', y1900, 'other')).toBe('existingNewer: fresh')
  })
})

describe('3. a wrong clock', () => {
  test('does not win for ever with 2099', async () => {
    const { sync, clock } = slot()
    expect(await sync('odd', y2099, 'odd')).toBe('created: odd')
    clock.pass(seconds(10))
    expect(await sync('phone', clock.now - 1, 'two')).toBe('incomingNewer: two')
    expect(await sync('odd', y2099, 'odd')).toBe('existingNewer: two')
  })

  test('counts as the moment of arrival: an edit before it is older', async () => {
    const { sync, clock } = slot()
    await sync('odd', y2099, 'odd')
    clock.pass(hours(1))
    expect(await sync('phone', now - 1, 'before')).toBe('existingNewer: odd')
    expect(await sync('phone', now, 'at the moment')).toBe('existingNewer: odd')
    expect(await sync('phone', now + 1, 'after')).toBe('incomingNewer: after')
  })

  test('is heard when its device has something new', async () => {
    const { sync, clock } = slot()
    await sync('odd', y2099, 'odd')
    clock.pass(hours(1))
    await sync('phone', clock.now, 'two')
    clock.pass(hours(1))
    expect(await sync('odd', y2099 + 1, 'odd again')).toBe('incomingNewer: odd again')
    clock.pass(hours(1))
    expect(await sync('phone', clock.now, 'three')).toBe('incomingNewer: three')
    expect(await sync('odd', y2099 + 1, 'odd again')).toBe('existingNewer: three')
  })

  test('against another wrong clock the stamps count as they are', async () => {
    const { sync, clock } = slot()
    await sync('odd', y2099, 'odd')
    clock.pass(hours(1))
    expect(await sync('odder', y2099 - 1, 'odder')).toBe('existingNewer: odd')
    expect(await sync('odder', y2099, 'odder')).toBe('existingNewer: odd')
    expect(await sync('odder', y2099 + 1, 'odder')).toBe('incomingNewer: odder')
  })

  test('five minutes ahead is still taken at its word', async () => {
    const { sync, clock } = slot()
    await sync('phone', now + minutes(5), 'ahead')
    clock.pass(minutes(4))
    expect(await sync('tablet', clock.now, 'later')).toBe('existingNewer: ahead')

    const beyond = slot()
    await beyond.sync('phone', now + minutes(5) + 1, 'ahead')
    beyond.clock.pass(minutes(4))
    expect(await beyond.sync('tablet', beyond.clock.now, 'later')).toBe('incomingNewer: later')
  })

  test('arrived when its upload first came, also where its content was known', async () => {
    const { sync, clock } = slot()
    await sync('phone', now - hours(2), 'one')
    await sync('odder', y2099 + 1, 'two')
    expect(await sync('odd', y2099, 'one')).toBe('existingNewer: two')
    clock.pass(hours(1))
    await sync('phone', clock.now, 'three')
    clock.pass(hours(1))
    expect(await sync('odd', y2099, 'one')).toBe('existingNewer: three')
  })

  test('two of them and a right one do not go in circles', async () => {
    const { sync, clock, count } = slot()
    const all: [string, number, string][] = [
      ['odder', y2099 + 1, 'odder'],
      ['phone', now + minutes(1), 'phone'],
      ['odd', y2099, 'odd'],
    ]
    for (const upload of all) {
      await sync(...upload)
      clock.pass(minutes(2))
    }
    for (const upload of all) await sync(...upload)
    const before = await count()
    for (const upload of all) expect(await sync(...upload)).toMatch(/^none|^existingNewer/)
    expect(await count()).toBe(before)
  })

  test('of the hub, fallen back: stamps count as they are', async () => {
    const { sync, clock } = slot()
    await sync('phone', now, 'one')
    clock.set(clock.now - days(3652))
    expect(await sync('phone', now + hours(1), 'two')).toBe('incomingNewer: two')
    expect(await sync('tablet', now + minutes(30), 'old')).toBe('existingNewer: two')
    expect(await sync('phone', now + hours(2), 'three')).toBe('incomingNewer: three')
    clock.set(now + hours(3))
    expect(await sync('tablet', clock.now, 'four')).toBe('incomingNewer: four')
    expect(await sync('phone', now + hours(2), 'three')).toBe('existingNewer: four')
  })
})

describe('4. first contact', () => {
  test('adopt: a device that was never here takes what is there', async () => {
    const { sync } = slot('adopt')
    await sync('phone', now - hours(1), 'one')
    expect(await sync('tablet', now, 'fresh')).toBe('existingNewer: one')
    expect(await sync('laptop', now - hours(1), 'one')).toBe('existingNewer: one')
    expect(await sync('desktop', y2099, 'fresh too')).toBe('existingNewer: one')
  })

  test('adopt: the very same upload sent again gets the same answer', async () => {
    const { sync, clock } = slot('adopt')
    await sync('phone', now - hours(1), 'one')
    await sync('tablet', now, 'fresh')
    clock.pass(seconds(5))
    expect(await sync('tablet', now, 'fresh')).toBe('existingNewer: one')
    await sync('phone', now - minutes(1), 'two')
    expect(await sync('tablet', now, 'fresh')).toBe('existingNewer: two')
  })

  test('adopt: what the device sends next is compared', async () => {
    const { sync, clock } = slot('adopt')
    await sync('phone', now - hours(1), 'one')
    await sync('tablet', now, 'fresh')
    clock.pass(seconds(5))
    expect(await sync('tablet', clock.now, 'edited')).toBe('incomingNewer: edited')
    expect(await sync('tablet', now, 'fresh')).toBe('existingNewer: edited')
  })

  test('adopt: the device that filled the slot is no newcomer', async () => {
    const { sync } = slot('adopt')
    expect(await sync('phone', now, 'one')).toBe('created: one')
    expect(await sync('phone', now, 'one')).toBe('none: one')
    expect(await sync('phone', now + 1, 'two')).toBe('incomingNewer: two')
  })

  test('adopt: what another device sends is not its first upload', async () => {
    const { sync } = slot('adopt')
    await sync('phone', now - hours(1), 'one')
    await sync('tablet', now, 'fresh')
    expect(await sync('phone', now, 'fresh')).toBe('incomingNewer: fresh')
  })

  test('compare: the stamps decide', async () => {
    const { sync } = slot('compare')
    await sync('phone', now - hours(1), 'one')
    expect(await sync('tablet', now, 'fresh')).toBe('incomingNewer: fresh')
  })
})

describe('6. nothing is lost', () => {
  test('what loses is kept once, marked as not applied', async () => {
    const { sync, history } = slot()
    await sync('phone', now, 'one')
    await sync('tablet', now - 2, 'lost')
    await sync('tablet', now - 2, 'lost')
    await sync('laptop', now - 1, 'lost')
    await sync('laptop', now - 1, 'one')
    expect(await history()).toEqual([`${isoTime(now - 2)} (kept)`, isoTime(now)])
  })

  test('a first contact that is set aside is kept', async () => {
    const { sync, history } = slot('adopt')
    await sync('phone', now - hours(1), 'one')
    await sync('tablet', now, 'fresh')
    expect(await history()).toEqual([`${isoTime(now)} (kept)`, isoTime(now - hours(1))])
  })

  test('a restored version goes to every device', async () => {
    const { sync, restore, clock } = slot()
    await sync('phone', now - hours(1), 'one')
    await sync('phone', now, 'two')
    await sync('ahead', now + minutes(5), 'three')
    await sync('odd', y2099, 'four')
    clock.pass(seconds(1))
    await restore(1)
    expect(await sync('phone', now, 'two')).toBe('existingNewer: one')
    expect(await sync('ahead', now + minutes(5), 'three')).toBe('existingNewer: one')
    expect(await sync('odd', y2099, 'four')).toBe('existingNewer: one')
    expect(await sync('new', y1900, 'fresh')).toBe('existingNewer: one')
  })

  test('a restored version goes to every device while the clock of the hub is behind', async () => {
    const { sync, restore, clock } = slot()
    await sync('phone', now, 'one')
    clock.set(clock.now - days(3652))
    await sync('phone', now + hours(1), 'two')
    await restore(1)
    expect(await sync('phone', now + hours(1), 'two')).toBe('existingNewer: one')
    expect(await sync('phone', now + hours(2), 'three')).toBe('incomingNewer: three')
  })

  test('after a restore devices go on as before', async () => {
    const { sync, restore, clock } = slot()
    await sync('phone', now - hours(1), 'one')
    await sync('phone', now, 'two')
    clock.pass(seconds(1))
    await restore(1)
    clock.pass(seconds(1))
    expect(await sync('phone', clock.now, 'edited')).toBe('incomingNewer: edited')
  })
})

function openFolder(folder: string): Promise<Store> {
  return openStore({ folder, now: () => testStart, lock: false, syncs: noSyncs })
}
