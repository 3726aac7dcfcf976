import type { AppModule } from '../../app-modules/manifest.ts'
import { recognise, type Shape, shapeOfText } from '../../app-modules/recognise.ts'

/** What a link has to know of the export of its app. */
export interface ExportForm {
  readonly format: 'json' | 'text'
  /** The names that the app gives the file; what varies stands in angle brackets. Any, if none. */
  readonly fileNames: readonly string[]
  /** The type of the app that a text looks to be an export of; empty where it looks like none. */
  looksOf(text: string): string
  /** Whether an export of this app is known by its content. */
  readonly hasShape: boolean
}

/** How the apps of these modules export; for any other, what is known of texts. */
export function exportForms(modules: ReadonlyMap<string, AppModule>): (app: string) => ExportForm {
  const samples = new Map<string, Shape>()
  for (const [type, { shape }] of modules) if (shape) samples.set(type, shape)
  return (app) => {
    const { format = 'text', fileName, otherFileNames = [] } = modules.get(app)?.export ?? {}
    return {
      // What is no text at all is refused when the file is read.
      format: format === 'json' ? 'json' : 'text',
      fileNames: fileName === undefined ? [] : [fileName, ...otherFileNames],
      hasShape: samples.has(app),
      looksOf(text) {
        const shape = shapeOfText(text)
        const found = shape && recognise(shape, samples)
        // One field that another app has as well says nothing.
        return found && (found.sure || found.app === app) ? found.app : ''
      },
    }
  }
}

/** What programs leave while they are still writing, and what this one keeps as a backup. */
const unfinished =
  /^[.~#]|[~#]$|^\d+$|___jb_(tmp|old)___|\.(tmp|temp|part|partial|crdownload|download|bak|swp|swx|lock|lnk|url)$/i
/** What systems put into folders, and the copies that other programs keep where two had written. */
const foreign = /^(desktop\.ini|thumbs\.db)$|conflict|in konflikt/i

/** Whether a file is no export of anything, by its name. */
export const isForeign = (name: string): boolean => unfinished.test(name) || foreign.test(name)

/** What browsers and file managers add to the name of a second copy. */
const copyMark =
  /(?: ?\(\d{1,4}\)|[-_ ]\d{1,4}| - (?:copy|kopie)(?: \(\d{1,4}\))?| (?:copy|kopie)(?: \d{1,4})?| \(kopie(?: \d{1,4})?\))$/i

/** Whether a file of this name is an export. */
export function isExportName(name: string, { fileNames }: Pick<ExportForm, 'fileNames'>): boolean {
  if (isForeign(name)) return false
  return fileNames.length === 0 || fileNames.some((pattern) => fits(name, pattern))
}

function fits(name: string, pattern: string): boolean {
  const { stem, ending } = partsOf(pattern)
  const lower = name.toLowerCase()
  // Some browsers add an ending of their own.
  const plain = lower.endsWith(`${ending.toLowerCase()}.txt`) ? lower.slice(0, -4) : lower
  if (!plain.endsWith(ending.toLowerCase())) return false
  const rest = plain.slice(0, plain.length - ending.length)
  return [rest, rest.replace(copyMark, '')].some((one) => hasParts(one, stem))
}

/** Whether a text has the fixed parts of a pattern in their order, with something in each gap. */
function hasParts(text: string, stem: string): boolean {
  const [first = '', ...others] = stem.toLowerCase().split(/<[^<>]*>/)
  if (others.length === 0) return text === first
  const last = others.pop() ?? ''
  if (!text.startsWith(first)) return false
  let at = first.length
  for (const part of others) {
    const found = text.indexOf(part, at + 1)
    if (found < 0) return false
    at = found + part.length
  }
  return text.endsWith(last) && text.length - last.length > at
}

function partsOf(pattern: string): { readonly stem: string; readonly ending: string } {
  const dot = pattern.lastIndexOf('.')
  const ending = dot > pattern.lastIndexOf('>') && dot > 0 ? pattern.slice(dot) : ''
  return { stem: pattern.slice(0, pattern.length - ending.length), ending }
}

/** Whether a file may be an export under an unknown name: it ends as those of the app do. */
export const isLikeExport = (name: string, { fileNames }: Pick<ExportForm, 'fileNames'>): boolean =>
  !isForeign(name) &&
  [...fileNames.map((pattern) => partsOf(pattern).ending), '.json'].some(
    (ending) => ending !== '' && name.toLowerCase().endsWith(ending.toLowerCase()),
  )

/** The name of the file that newer settings of others are written to, beside the exports. */
export function ownName(
  app: string,
  { fileNames, format }: Pick<ExportForm, 'fileNames' | 'format'>,
) {
  const { stem, ending } = partsOf(fileNames[0] ?? `${app}.${format === 'json' ? 'json' : 'txt'}`)
  return `${stem.replaceAll(/[-_ ]?<[^<>]*>/g, '') || app}-from-hub${ending}`
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text.replace(/^\ufeff/, ''))
    return true
  } catch {
    return false
  }
}
