import { expect, test } from 'vitest'
import { testHub } from '../../helpers/hub.ts'

interface App {
  readonly type: string
  readonly name: string
  readonly description: string
  readonly export: { readonly secretsNote: string; readonly fileName: string }
  readonly steps: Readonly<Record<string, string[]>>
}

async function asked() {
  const { hub } = await testHub()
  const send = (method: 'GET' | 'POST', language?: string, payload?: object) =>
    hub.app.inject({
      method,
      url: '/api/v1/apps',
      headers: {
        authorization: `Bearer ${hub.controlToken}`,
        ...(language !== undefined && { 'accept-language': language }),
      },
      ...(payload && { payload }),
    })
  const list = async (language?: string): Promise<Map<string, App>> =>
    new Map((await send('GET', language)).json().apps.map((app: App) => [app.type, app]))
  return { send, list }
}

test('apps speak the language of who asks', async () => {
  const { send, list } = await asked()
  const [english, german] = [(await list('en')).get('vimium'), (await list('de')).get('vimium')]
  expect(english?.description).toBe('Steers the browser from the keyboard, in the manner of Vim.')
  expect(german?.description).toBe('Steuert den Browser von der Tastatur aus, nach Art von Vim.')
  expect(german?.export.secretsNote).toMatch(/Suchmaschinen/)
  expect(german?.steps.import).toHaveLength(english?.steps.import?.length ?? 0)
  expect(german?.export.fileName).toBe(english?.export.fileName)
  expect((await send('GET', 'de')).headers.vary).toContain('accept-language')
})

test.each([
  [undefined, 'en'],
  ['', 'en'],
  ['*', 'en'],
  ['fr-FR, fr;q=0.9', 'en'],
  ['de-AT', 'de'],
  ['fr, de;q=0.5, en;q=0.8', 'en'],
  ['en;q=0.2,de;q=0.7', 'de'],
  ['de;q=0, en', 'en'],
  ['de;q=nonsense', 'en'],
  [`${'x,'.repeat(4000)}de`, 'en'],
  ['__proto__, constructor', 'en'],
])('Accept-Language %s is answered in %s', async (language, wanted) => {
  const { list } = await asked()
  const told = (await list(language)).get('obtainium')?.description
  expect(told?.startsWith(wanted === 'de' ? 'Installiert' : 'Installs')).toBe(true)
})

test('an app that was added by its name speaks German too', async () => {
  const { send, list } = await asked()
  const made = await send('POST', 'de', { name: 'My Editor' })
  expect(made.json().app.description).toMatch(/^Eine App/)
  expect((await list('de')).get('my-editor')?.steps.export?.[0]).toMatch(/^Suche/)
  expect((await list()).get('my-editor')?.steps.export?.[0]).toMatch(/^In the app/)
})
