/** Calls back once the process that started this one has ended. Asks the system twice a second. */
export function whenParentGone(gone: () => void, everyMs = 500): void {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    gone()
  }, everyMs).unref()
}
