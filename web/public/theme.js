// Before the first paint, so that a dark page does not flash white. A file, because the page allows no inline script.
;(() => {
  let chosen = null
  try {
    chosen = localStorage.getItem('traektoria.theme')
  } catch {
    // Storage may be closed; the system's own choice is used then.
  }
  const dark = matchMedia('(prefers-color-scheme: dark)').matches
  const theme = chosen === 'dark' || chosen === 'light' ? chosen : dark ? 'dark' : 'light'
  document.documentElement.setAttribute('data-mantine-color-scheme', theme)
})()
