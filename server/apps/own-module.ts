import { createHash } from 'node:crypto'
import type { AppModule } from '../../app-modules/manifest.ts'
import type { HubSettings } from '../storage/store.ts'

export type OwnApp = NonNullable<HubSettings['ownApps']>[number]

/** An app that the owner has added: the hub knows its name and nothing else of it. */
export interface OwnModule extends AppModule {
  readonly own: true
}

export const isOwn = (module: AppModule): module is OwnModule => 'own' in module

/** What the hub knows of an app that the owner has added, in the form of a module. */
export const moduleOf = ({ type, name }: OwnApp): OwnModule => ({
  own: true,
  type,
  name,
  description: 'An app that was added to this hub by hand.',
  homepage: '',
  connects: 'file',
  firstContact: 'compare',
  export: {
    format: 'text',
    fileName: `${type}.txt`,
    secrets: 'possible',
    secretsNote: 'The hub does not know this app: look into its export, whether it holds secrets.',
    volatile: [],
  },
  steps: {
    connect: ['If the app can sync with a SxncD hub, enter the address of this hub and the key.'],
    export: ['In the app, look for Export or Backup in its settings, and save the file.'],
    import: ['In the app, look for Import or Restore in its settings, and choose the file.'],
  },
  texts: {
    de: {
      description: 'Eine App, die auf diesem Hub von Hand hinzugefügt wurde.',
      secretsNote:
        'Der Hub kennt diese App nicht: sieh im Export nach, ob Passwörter oder Schlüssel darin stehen.',
      steps: {
        connect: [
          'Kann sich die App mit einem SxncD-Hub abgleichen, gib die Adresse dieses Hubs und den Schlüssel ein.',
        ],
        export: [
          'Suche in den Einstellungen der App nach Export oder Sicherung, und speichere die Datei.',
        ],
        import: [
          'Suche in den Einstellungen der App nach Import oder Wiederherstellen, und wähle die Datei.',
        ],
      },
    },
  },
  folder: '',
  logo: logoOf(type),
})

const colours = ['1d4ed8', '6d28d9', 'be185d', 'b91c1c', '9a3412', '3f6212', '166534', '0f766e']

/** A pattern that differs from app to app, the same on its left and its right. */
function logoOf(type: string): string {
  const bytes = createHash('sha256').update(type).digest()
  const colour = colours[(bytes[0] ?? 0) % colours.length]
  const cells = Array.from({ length: 15 }, (_, at) => at)
    .filter((at) => (bytes[at + 1] ?? 0) % 2 === 0)
    .flatMap((at) => {
      const [column, row] = [at % 3, Math.floor(at / 3)]
      return [...new Set([column, 4 - column])].map((x) => `M${12 + x * 8} ${12 + row * 8}h8v8h-8z`)
    })
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">',
    `  <title>${type}</title>`,
    `  <rect x="2" y="2" width="60" height="60" rx="14" fill="#${colour}"/>`,
    `  <path d="${cells.join('') || 'M28 28h8v8h-8z'}" fill="#ffffff"/>`,
    '</svg>\n',
  ].join('\n')
}
