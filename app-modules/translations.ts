import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { complaintsAbout, type Report } from './complaints.ts'
import { type Manifest, type ModuleTexts, textsSchema } from './manifest.ts'
import { readJson } from './text-file.ts'

const textsKiB = 64

/** What a module says in other languages, by their codes: its files `texts/<code>.json`. */
export function readTranslations(
  folder: string,
  manifest: Manifest,
  refuse: Report,
): Readonly<Record<string, ModuleTexts>> | undefined {
  const found: Record<string, ModuleTexts> = {}
  for (const name of namesIn(join(folder, 'texts'))) {
    const file = join(folder, 'texts', name)
    const [, code] = /^([a-z]{2,3})\.json$/.exec(name) ?? []
    if (code === undefined || code === 'en') {
      refuse(file, 'the file must be named after a language other than English, such as "de.json"')
      continue
    }
    const texts = readTranslation(file, manifest, refuse)
    if (texts) found[code] = texts
  }
  return Object.keys(found).length > 0 ? found : undefined
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => !name.startsWith('.'))
      .sort()
  } catch {
    return [] // Most modules of one's own speak English alone.
  }
}

function readTranslation(
  file: string,
  manifest: Manifest,
  refuse: Report,
): ModuleTexts | undefined {
  const read = readJson(file, textsKiB)
  if ('problem' in read) {
    refuse(file, `the file ${read.problem}`)
    return undefined
  }
  const complaints = complaintsAbout(textsSchema, read.value)
  for (const { field, problem } of complaints) refuse(file, problem, field)
  if (complaints.length > 0) return undefined
  const texts = read.value as ModuleTexts
  // A step that is missing in one language would lead its readers astray.
  for (const list of ['connect', 'webdav', 'export', 'import'] as const) {
    const wanted = manifest.steps[list]?.length ?? 0
    if ((texts.steps[list]?.length ?? 0) === wanted) continue
    refuse(file, `must have ${wanted} steps, as in manifest.json`, `/steps/${list}`)
  }
  return texts
}
