const placeholder = /\{(\w+)\}/g

/** The names in a text, each once. */
export const namesIn = (text: string): string[] => [
  ...new Set([...text.matchAll(placeholder)].map(([, name]) => name ?? '')),
]

/** Puts values in as they are; one that is missing leaves nothing. */
export const fillIn = (
  text: string,
  values: Readonly<Record<string, string | number | undefined>>,
): string => text.replace(placeholder, (_, name: string) => String(values[name] ?? ''))
