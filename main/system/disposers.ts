/** What has to end when the program does. */
export interface Endings {
  /** Adds one; where the program is ending already, it is ended at once. */
  add(end: () => unknown): void
  /** Ends all, the last one first; one that fails does not keep the others from it. */
  run(): Promise<void>
}

export function createEndings(onError: (error: unknown) => void): Endings {
  const all: (() => unknown)[] = []
  let isRunning = false
  const end = async (one: () => unknown) => {
    try {
      await one()
    } catch (error) {
      onError(error)
    }
  }
  return {
    add(one) {
      if (isRunning) void end(one)
      else all.push(one)
    },
    async run() {
      isRunning = true
      for (const one of all.splice(0).reverse()) await end(one)
    },
  }
}
