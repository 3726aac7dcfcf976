import type { NaiveMerge } from './oracle.ts'

/** Settings for tests of merging: an object that always has these keys, in this order. */
export const flatKeys = ['a', 'b', 'c'] as const
export type Flat = Readonly<Record<string, number>>

export const flatText = (values: Flat): string => JSON.stringify(values)
const read = (text: string): Flat => JSON.parse(text)

/** Merging as plainly as possible, key by key; the real one must come to the same on such settings. */
export const naiveMerge: NaiveMerge = {
  merge(baseText, mineText, theirsText, newer) {
    const [base, mine, theirs] = [read(baseText), read(mineText), read(theirsText)]
    let choices = 0
    const merged: Record<string, number> = {}
    for (const key of Object.keys(base)) {
      const [before, one, other] = [base[key], mine[key], theirs[key]] as [number, number, number]
      if (one === other || other === before) merged[key] = one
      else if (one === before) merged[key] = other
      else {
        choices += 1
        merged[key] = newer === 'mine' ? one : other
      }
    }
    return { text: flatText(merged), choices }
  },
  missed(sentText, offeredText, uploadText) {
    const [sent, offered, upload] = [read(sentText), read(offeredText), read(uploadText)]
    const offers = Object.keys(sent).filter((key) => sent[key] !== offered[key])
    const has = offers.some((key) => upload[key] === offered[key] && upload[key] !== sent[key])
    return !has && offers.some((key) => upload[key] === sent[key])
  },
}
