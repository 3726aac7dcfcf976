/** Turns the text of an option into its value. @throws Error that says how the text must be. */
export type Reader<T> = (text: string) => T

export const text: Reader<string> = (value) => value

/** An empty text means that nothing was chosen. */
export const optional =
  <T>(read: Reader<T>): Reader<T | undefined> =>
  (value) =>
    value === '' ? undefined : read(value)

export const integer =
  (min: number, max: number): Reader<number> =>
  (value) => {
    const number = /^\d+$/.test(value) ? Number(value) : Number.NaN
    if (!(number >= min && number <= max)) {
      throw new Error(`must be a whole number from ${min} to ${max}`)
    }
    return number
  }

export const choice =
  <const T extends string>(allowed: readonly T[]): Reader<T> =>
  (value) => {
    const found = allowed.find((one) => one === value.toLowerCase())
    if (!found) throw new Error(`must be one of ${allowed.join(', ')}`)
    return found
  }

/** A number of hours; 0 for `off`. */
export const hoursOrOff =
  (min: number, max: number): Reader<number> =>
  (value) => {
    if (value === '0' || no.includes(value.toLowerCase())) return 0
    try {
      return integer(min, max)(value)
    } catch {
      throw new Error(`must be a whole number of hours from ${min} to ${max}, or off`)
    }
  }

const yes = ['on', 'true', 'yes', '1']
const no = ['off', 'false', 'no', '0']

export const toggle: Reader<boolean> = (value) => {
  const word = value.toLowerCase()
  if (yes.includes(word)) return true
  if (no.includes(word)) return false
  throw new Error('must be on or off')
}

/** A secret that a person has thought up or made: long enough not to be guessed, and fit for a header. */
export const token: Reader<string> = (value) => {
  if (!/^[\x21-\x7e]{16,500}$/.test(value)) {
    throw new Error('must be 16 to 500 letters, digits and signs without spaces')
  }
  return value
}

/** Names with commas between them. */
export const list: Reader<readonly string[]> = (value) => {
  const names = value.split(',').map((name) => name.trim())
  if (names.includes('')) throw new Error('must be names with commas between them')
  return names
}

const units: Readonly<Record<string, number>> = { b: 1, kib: 1024, mib: 1024 ** 2, gib: 1024 ** 3 }

/** A size such as `10 MiB`, in bytes. */
export const size =
  (min: number, max: number): Reader<number> =>
  (value) => {
    const [, digits = '', unit = ''] = /^(\d+)\s*(b|kib|mib|gib)$/i.exec(value) ?? []
    const bytes = Number(digits) * (units[unit.toLowerCase()] ?? Number.NaN)
    if (!(bytes >= min && bytes <= max)) {
      throw new Error(`must be a size from ${sizeText(min)} to ${sizeText(max)}, such as 10 MiB`)
    }
    return bytes
  }

/** A number of bytes as a person writes it. */
export function sizeText(bytes: number): string {
  const unit = bytes >= 1024 ** 3 ? 'GiB' : bytes >= 1024 ** 2 ? 'MiB' : bytes >= 1024 ? 'KiB' : 'B'
  const amount = bytes / (units[unit.toLowerCase()] ?? 1)
  return `${Number(amount.toFixed(1))} ${unit}`
}
