/**
 * What stands in the places of a template's names in a sentence that was made of it; undefined where
 * the sentence is another one. It lets the window say a sentence of the hub in another language.
 */
export function valuesIn(template: string, sentence: string): Record<string, string> | undefined {
  const names: string[] = []
  const pattern = template
    .split(/(\{\w+\})/)
    .map((piece) => {
      if (!/^\{\w+\}$/.test(piece)) return piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      names.push(piece.slice(1, -1))
      return '(.*?)'
    })
    .join('')
  const found = new RegExp(`^${pattern}$`, 's').exec(sentence)
  if (!found) return undefined
  return Object.fromEntries(names.map((name, index) => [name, found[index + 1] ?? '']))
}

/** Sentences of the hub, in English as it says them, each with its translation. */
export type Sentences = readonly (readonly [english: string, translation: string])[]

/** The sentence in the language of the list; as it is where the list does not have it. */
export function translateSentence(sentences: Sentences, sentence: string): string {
  for (const [template, translation] of sentences) {
    const values = valuesIn(template, sentence)
    if (values) return translation.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
  }
  return sentence
}
