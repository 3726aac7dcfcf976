import { expect, test } from 'vitest'
import { readAccount } from '../../../server/import/read-account.ts'

type Client = Parameters<typeof readAccount>[0]

/** As much of a database as is asked: the rows of a table. */
function clientWith(rows: Readonly<Record<string, readonly object[]>>): Client {
  const query = async (text: string) => {
    const table = /\n {2}FROM public\."?(\w+)/.exec(text)?.[1] ?? ''
    return { rows: rows[table] ?? [] }
  }
  return { query } as unknown as Client
}

const device = (id: number, name: string, apps: readonly string[]) => ({
  id: String(id),
  name,
  first: '1740000000000',
  last: '1740000000000',
  apps,
})

test('an account with one app brings the devices that synced it, and names the others', async () => {
  const client = clientWith({
    user: [{ id: '1', username: 'Ada', issuer: 'https://id', identifier: 'a', created: '0' }],
    device: [
      device(1, 'Sent last', []),
      device(2, 'Synced', ['thunder']),
      device(3, 'Another app', ['obtainium']),
      device(4, 'Never', []),
    ],
    settings: [
      { id: '1', type: 'thunder', data: '{}', device: 'Sent last', saved: '1', arrived: '2' },
    ],
  })
  const found = await readAccount(client, '1')
  if (!('account' in found)) throw new Error(JSON.stringify(found))
  const [slot] = found.account.slots
  expect(slot?.devices.map(({ name }) => name)).toEqual(['Sent last', 'Synced'])
  expect(found.homeless).toEqual(['Another app', 'Never'])
})
