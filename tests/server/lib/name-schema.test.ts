import { expect, test } from 'vitest'
import { namePattern } from '../../../server/lib/name-schema.ts'
import { keyFor, post, testHub } from '../../helpers/hub.ts'

const isName = (name: string) => new RegExp(namePattern, 'u').test(name)

/** FSI, LRI, RLI, PDI; LRE, RLO. */
const [fsi, lri, rli, pdi, lre, rlo] = [...'\u2068\u2066\u2067\u2069\u202a\u202e']

const names = [
  `${fsi}Ada${pdi}’s phone`,
  `Firefox on ${fsi}laptop${pdi}`,
  `${lri}a${pdi}${rli}b${pdi}`,
  '👩‍💻 desk',
  'گوشی\u200cآدا',
]

test.each(names)('a device may be called %j', (name) => {
  expect(isName(name)).toBe(true)
})

const noNames = [
  ['an isolate that is not closed', `Ada${fsi}`],
  ['one that closes what is around it', `${pdi}Ada`],
  ['one closed twice', `${fsi}Ada${pdi}${pdi}`],
  ['one within another', `${fsi}${fsi}Ada${pdi}${pdi}`],
  ['an empty one', `${fsi}${pdi}`],
  ['an embedding', `${lre}Ada`],
  ['an override', `${rlo}Ada`],
  ['an override within an isolate', `${fsi}${rlo}Ada${pdi}`],
] as const

test.each(noNames)('%s turns text outside of the name, and is refused', (_, name) => {
  expect(isName(name)).toBe(false)
})

test('the hub takes the former as names of devices, and refuses the latter', async () => {
  const { hub } = await testHub()
  const key = await keyFor(hub)
  const savedTs = '2025-03-01T10:00:00Z'
  const send = (deviceName: string) => post(hub, key, { deviceName, savedTs, settings: 'x' })
  for (const name of names) expect((await send(name)).status, name).toBe(200)
  for (const [what, name] of noNames) expect((await send(name)).status, what).toBe(400)
})
