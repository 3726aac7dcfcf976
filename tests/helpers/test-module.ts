import type { AppModule } from '../../app-modules/manifest.ts'

/** An app for tests: its export is JSON, with a list of items that an id tells apart. */
export const testModule = {
  type: 'thunder',
  name: 'Test',
  description: 'An app for tests',
  homepage: 'https://example.org',
  connects: 'built-in',
  firstContact: 'compare',
  export: {
    format: 'json',
    fileName: 'settings.json',
    secrets: 'never',
    secretsNote: 'None.',
    volatile: [],
  },
  merge: { identity: { '/items/*': '/id' } },
  steps: { export: ['Export it.'], import: ['Import it.'] },
  folder: '',
  logo: '',
} as AppModule
