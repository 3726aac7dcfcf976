import { isFullRun, scaled, spread } from '../scale.ts'

export interface Damaged {
  readonly how: string
  readonly bytes: Buffer
}

/** What a bad disk, or a person, makes of a file. @param other a sound file of another kind */
export function damagesOf(bytes: Buffer, other: Buffer): Damaged[] {
  const places = scaled(1, 12)
  const all: Damaged[] = [
    { how: 'empty', bytes: Buffer.alloc(0) },
    { how: 'filled with zeros', bytes: Buffer.alloc(bytes.length) },
    { how: 'null', bytes: Buffer.from('null') },
    { how: 'an empty object', bytes: Buffer.from('{}\n') },
    { how: 'text', bytes: Buffer.from('Not what was here before.\n') },
    { how: 'another file', bytes: other },
    { how: 'twice', bytes: Buffer.concat([bytes, bytes]) },
    { how: 'zeros at its end', bytes: Buffer.concat([bytes.subarray(0, -8), Buffer.alloc(8)]) },
  ]
  for (const at of some(bytes.length, places)) {
    all.push({ how: `cut at ${at}`, bytes: bytes.subarray(0, at) })
  }
  for (const bit of some(bytes.length * 8, places)) {
    const turned = Buffer.from(bytes)
    turned[bit >> 3] = (turned[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    all.push({ how: `bit ${bit} turned`, bytes: turned })
  }
  // In short, some of them; which ones differs from file to file.
  return isFullRun ? all : all.filter((_, index) => (index + bytes.length) % 4 === 0)
}

/** Some of the numbers below `limit`, from all of its range. */
function some(limit: number, count: number): number[] {
  return [...spread(limit)].slice(0, count)
}
