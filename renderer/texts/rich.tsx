import { Fragment, type ReactNode } from 'react'
import { pieces } from '../../texts/translate.ts'
import { useSpeech } from './speech.tsx'
import type { TextKey } from './translate.ts'

interface RichProps {
  text: TextKey
  /** What stands in the place of each placeholder: a link, a field, a name in bold. */
  values: Readonly<Record<string, ReactNode>>
}

export function Rich({ text, values }: RichProps) {
  const { template } = useSpeech()
  return pieces(template(text)).map((piece, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text keep their order
    <Fragment key={index}>{piece.name === undefined ? piece.text : values[piece.name]}</Fragment>
  ))
}
