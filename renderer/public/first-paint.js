// Runs before anything is painted, so that a theme chosen by hand does not flash the other one.
try {
  const theme = localStorage.getItem('sxncd.theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // Storage is blocked: the system's theme it is.
}
