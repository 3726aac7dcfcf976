import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { builtInModules, loadAppModules } from '../../../app-modules/index.ts'
import { keyFor, post } from '../../helpers/hub.ts'
import { openAddress } from '../address/door.ts'

const { modules } = loadAppModules([builtInModules])
const withSample = [...modules.values()].filter(({ export: { format } }) => format !== 'bytes')

/** An app takes back only what is of the type that it wrote, and many of them look at the text itself. */
test('every app would take back what the hub gives', async () => {
  const { hub, ask, newKey } = await openAddress()
  for (const { type, folder, export: form } of withSample) {
    const text = (file: string) => readFileSync(join(folder, file), 'utf8')
    const [before, after] = [text('sample.json'), text('edited.json')]
    const json: unknown = JSON.parse(after)

    const { text: addressKey } = await newKey({ app: type, address: true })
    const file = typeof json === 'string' ? json : after
    await ask('PUT', `/f/${addressKey}`, { body: before })
    await ask('PUT', `/f/${addressKey}`, { body: file })
    expect((await ask('GET', `/f/${addressKey}`)).body, type).toBe(file)

    const key = await keyFor(hub, type, 'Grace')
    const sync = (deviceName: string, hour: string, settings: unknown) =>
      post(hub, key, { deviceName, savedTs: `2025-03-01T${hour}:00:00.000Z`, settings })
    await sync('One', '10', JSON.parse(before))
    await sync('One', '11', json)
    // What is sent as JSON is answered in JSON, a text as a text.
    const { body } = await sync('Two', '09', form.format === 'json' ? {} : 'an old one')
    expect([type, body.action]).toEqual([type, 'existingNewer'])
    expect(typeof body.data, type).toBe(form.format === 'json' ? 'object' : 'string')
    expect(JSON.stringify(body.data), type).toBe(JSON.stringify(json))
  }
})
