/**
 * Runs at once, then at most once in this time for each of what it is given: whatever comes
 * meanwhile is answered by one run at the end.
 */
export function atMostEvery(ms: number, run: (about: string) => void): (about: string) => void {
  const calledAgain = new Map<string, boolean>()
  return function call(about) {
    if (calledAgain.has(about)) {
      calledAgain.set(about, true)
      return
    }
    calledAgain.set(about, false)
    run(about)
    setTimeout(() => {
      const again = calledAgain.get(about)
      calledAgain.delete(about)
      if (again) call(about)
    }, ms)
  }
}
