import { step } from './pointer.ts'

/** Texts that are credentials by their form alone, whatever field they stand in. */
const forms: readonly RegExp[] = [
  /\b(?:gh[oprsu]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{15,}|npm_[A-Za-z0-9]{30,})/,
  /\b(?:sk|pk|rk)[-_](?:live_|test_|proj-|ant-)?[A-Za-z0-9_-]{24,}/,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bAIza[\w-]{30,}|\bxox[abprs]-[\w-]{10,}|\bsxncd_\w{16,}/,
  // Three parts of a web token, the first two of which are JSON objects.
  /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  // A login in an address.
  /\b[a-z][a-z0-9+-]{1,20}:\/\/[^\s/:@"']{1,100}:[^\s/@"']{6,200}@/i,
]

const secretName = /passw|passphrase|secret|token|api[-_]?key|licen[cs]e[-_]?key|credential|creds$/i

/** What a sample says in place of a real value. */
const invented = /example|invented|sample|placeholder/i

/** Whether a text looks like a real password, token or key, by its form and the name of its field. */
export function looksSecret(name: string, text: string): boolean {
  const words = text.replace(/\s+/g, ' ')
  if (forms.some((form) => !invented.test(form.exec(words)?.[0] ?? 'invented'))) return true
  return secretName.test(name) && !invented.test(words) && isRandom(words)
}

/** Long, without spaces, with letters and digits, and hardly any of them twice. */
function isRandom(text: string): boolean {
  if (text.length < 12 || /\s/.test(text) || !/\d/.test(text) || !/[a-z]/i.test(text)) return false
  return new Set(text).size >= Math.min(text.length, 20) * 0.5
}

/** Where a value looks secret: the JSON Pointer of the field, or the line of a text. */
export function secretPlaces(sample: unknown): string[] {
  return typeof sample === 'string' ? secretLines(sample) : [...secretFields(sample, '', '')]
}

/** A line says by `name: value`, `name=value` or `name="value"` what it holds. */
const pair = /(?<![\w.-])([\w.-]{1,80})["']?\s{0,4}[:=]\s{0,4}["']?([^"'\s<>]{1,500})/g

const secretLines = (text: string): string[] =>
  text.split('\n').flatMap((line, index) => {
    const pairs = [...line.matchAll(pair)]
    const found =
      looksSecret('', line) || pairs.some(([, name = '', value = '']) => looksSecret(name, value))
    return found ? [`line ${index + 1}`] : []
  })

function* secretFields(value: unknown, name: string, path: string): Generator<string> {
  if (typeof value === 'string') {
    if (looksSecret(name, value)) yield path || '/'
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, child] of Object.entries(value)) {
      // Items of a list are called what the list is called.
      yield* secretFields(child, Array.isArray(value) ? name : key, path + step(key))
    }
  }
}
