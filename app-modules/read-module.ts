import { basename, join } from 'node:path'
import { type Complaint, complaintsAbout, type Report } from './complaints.ts'
import { defaultScratch, type FileRules, fitsPattern } from './file-roles.ts'
import { logoProblem } from './logo.ts'
import { secretPlaces } from './looks-secret.ts'
import { type AppModule, type Manifest, manifestSchema } from './manifest.ts'
import { step, valuesAt } from './pointer.ts'
import { shapeOf } from './recognise.ts'
import { readJson, readText } from './text-file.ts'
import { readTranslations } from './translations.ts'

const manifestKiB = 64
const logoKiB = 16
const sampleKiB = 1024

/** Reads and checks one module folder. Reports all that is wrong with it and then gives nothing. */
export function readModule(folder: string, report: Report): AppModule | undefined {
  let sound = true
  const refuse: Report = (file, problem, field) => {
    sound = false
    report(file, problem, field)
  }
  const manifest = readManifest(folder, refuse)
  if (manifest === 'unreadable') return undefined
  const logo = readLogo(join(folder, 'logo.svg'), refuse)
  const sample = readSample(folder, manifest, refuse)
  const texts = manifest && readTranslations(folder, manifest, refuse)
  if (!sound || !manifest || logo === undefined) return undefined
  const shape = shapeOf(sample)
  const { firstContact = 'compare' } = manifest
  return {
    ...manifest,
    firstContact,
    folder,
    logo,
    ...(shape && { shape }),
    ...(texts && { texts }),
  }
}

function readManifest(folder: string, refuse: Report): Manifest | 'unreadable' | undefined {
  const file = join(folder, 'manifest.json')
  const read = readJson(file, manifestKiB)
  if ('problem' in read) {
    refuse(file, `the file ${read.problem}`)
    return 'unreadable'
  }
  const complaints = complaintsAbout(manifestSchema, read.value)
  for (const { field, problem } of complaints) refuse(file, problem, field)
  if (complaints.length > 0) return undefined
  const manifest = read.value as Manifest
  for (const { field, problem } of crossChecks(manifest, basename(folder))) {
    refuse(file, problem, field)
  }
  return manifest
}

function* crossChecks(manifest: Manifest, folderName: string): Generator<Complaint> {
  if (manifest.type in Object.prototype) {
    yield { field: '/type', problem: `"${manifest.type}" is a reserved word: choose another name` }
  } else if (manifest.type !== folderName) {
    const wanted = `the folder must be named "${manifest.type}" too, not "${folderName}"`
    yield { field: '/type', problem: wanted }
  }
  if (manifest.connects === 'built-in' && !manifest.steps.connect) {
    const problem = 'is missing: an app that connects by itself needs the steps for it'
    yield { field: '/steps/connect', problem }
  }
  if (manifest.connects === 'webdav' && !manifest.steps.webdav) {
    const problem = 'is missing: an app that connects by WebDAV needs the steps for it'
    yield { field: '/steps/webdav', problem }
  }
  if (manifest.files) yield* fileComplaints(manifest.files)
}

/** Every file has one role, and it is plain from the manifest which. */
function* fileComplaints({ main, family = [], scratch = [] }: FileRules): Generator<Complaint> {
  for (const [list, patterns] of Object.entries({
    family,
    scratch,
    'the defaults': defaultScratch,
  })) {
    const taken = main === undefined ? undefined : patterns.find((each) => fitsPattern(main, each))
    if (taken === undefined) continue
    yield { field: '/files/main', problem: `fits "${taken}" of ${list} too: one file has one role` }
    return
  }
  for (const [index, pattern] of family.entries()) {
    if (![...scratch, ...defaultScratch].includes(pattern)) continue
    const problem = `"${pattern}" is scratch as well: one file has one role`
    yield { field: `/files/family/${index}`, problem }
  }
}

function readLogo(file: string, refuse: Report): string | undefined {
  const read = readText(file, logoKiB)
  const problem = 'problem' in read ? read.problem : logoProblem(read.value)
  if (problem) refuse(file, `the file ${problem}`)
  return 'value' in read ? read.value : undefined
}

function readSample(folder: string, manifest: Manifest | undefined, refuse: Report): unknown {
  const file = join(folder, 'sample.json')
  // An export that is not text cannot be shown in JSON.
  const isBytes = manifest?.export.format === 'bytes'
  const read = isBytes ? { value: undefined } : readJson(file, sampleKiB)
  if ('problem' in read) refuse(file, `the file ${read.problem}`)
  if ('problem' in read || !manifest) return undefined
  const { format } = manifest.export
  const wrongKind = sampleProblem(read.value, format)
  if (wrongKind) refuse(file, wrongKind)
  for (const place of secretPlaces(read.value)) {
    refuse(file, 'looks like a real password, token or key: put an invented value', place)
  }
  for (const [field, pointer] of wrongKind ? [] : pointersOf(manifest)) {
    if (format !== 'json') {
      refuse(join(folder, 'manifest.json'), 'can only point into an export in JSON', field)
    } else if (valuesAt(read.value, pointer).length === 0) {
      refuse(join(folder, 'manifest.json'), `"${pointer}" finds nothing in sample.json`, field)
    }
  }
  for (const [list, identity] of wrongKind ? [] : Object.entries(manifest.merge?.identity ?? {})) {
    const problem = identityProblem(read.value, list, identity)
    const field = `/merge/identity${step(list)}`
    if (problem) refuse(join(folder, 'manifest.json'), problem, field)
  }
  return read.value
}

/** A list may be empty in the sample; the items that are there say what they are. */
function identityProblem(sample: unknown, list: string, identity: string): string | undefined {
  if (!list.endsWith('/*')) return 'must end in "/*": it means the items of a list'
  const found = valuesAt(sample, list.slice(0, -'/*'.length)).filter((one) => Array.isArray(one))
  if (found.length === 0) return 'finds no list in sample.json'
  const isSaid = found.flat().length === 0 || valuesAt(sample, `${list}${identity}`).length > 0
  return isSaid ? undefined : `no item has "${identity}" in sample.json`
}

function sampleProblem(sample: unknown, format: Manifest['export']['format']): string | undefined {
  if (format === 'json') {
    const isTree = typeof sample === 'object' && sample !== null
    return isTree ? undefined : 'must be a JSON object or array, because "format" is "json"'
  }
  if (format === 'bytes' || (typeof sample === 'string' && sample !== '')) return undefined
  return 'must be the text of an export as one JSON string, because "format" is "text"'
}

function* pointersOf({ export: { version, volatile }, merge = {} }: Manifest) {
  if (version !== undefined) yield ['/export/version', version] as const
  const lists = {
    '/export/volatile': volatile,
    '/merge/atomic': merge.atomic ?? [],
    '/merge/perDevice': merge.perDevice ?? [],
  }
  for (const [field, pointers] of Object.entries(lists)) {
    for (const [index, pointer] of pointers.entries()) yield [`${field}/${index}`, pointer] as const
  }
}
