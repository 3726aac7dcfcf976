/** One instruction of a Dockerfile, without the lines it was broken into. */
export interface Instruction {
  readonly name: string
  /** What stands between the name and the rest, such as `--from=build`. */
  readonly flags: Readonly<Record<string, string>>
  readonly rest: string
}

/** The instructions of a Dockerfile, in order. */
export function readDockerfile(text: string): Instruction[] {
  return text
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, name = '', flagText = '', rest = ''] =
        /^(\w+)\s+((?:--\S+\s+)*)(.*)$/.exec(line) ?? []
      const flags = [...flagText.matchAll(/--([\w-]+)=(\S+)/g)].map(([, flag, value]) => [
        flag,
        value,
      ])
      return { name: name.toUpperCase(), flags: Object.fromEntries(flags), rest: rest.trim() }
    })
}

/** The stages of a Dockerfile: each begins with FROM. */
export function stagesOf(instructions: readonly Instruction[]): Instruction[][] {
  const stages: Instruction[][] = []
  for (const one of instructions) {
    if (one.name === 'FROM') stages.push([])
    stages.at(-1)?.push(one)
  }
  return stages
}

/** The variables that a stage sets. */
export function environmentOf(stage: readonly Instruction[]): Record<string, string> {
  const pairs = stage
    .filter(({ name }) => name === 'ENV')
    .flatMap(({ rest }) => [...rest.matchAll(/(\w+)=("[^"]*"|\S+)/g)])
  return Object.fromEntries(pairs.map(([, key, value = '']) => [key, value.replaceAll('"', '')]))
}

/** The words of an instruction in exec form: `["node", "x"]`. @throws Error for the shell's form */
export const wordsOf = (rest: string): string[] => JSON.parse(rest.replace(/^CMD\s+/, ''))
