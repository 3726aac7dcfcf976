import { type ComponentType, lazy } from 'react'
import { WithPageTexts } from '../texts/speech.tsx'

/** A part that is not the first thing somebody sees: it loads, with its texts, when it is shown. */
export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  const Part = lazy(async () => ({ default: await load() }))
  return (props: Props) => (
    <WithPageTexts>
      <Part {...props} />
    </WithPageTexts>
  )
}
