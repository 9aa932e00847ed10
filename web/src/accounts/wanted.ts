const KEPT = 'traektoria.wanted'

/** Remembers the address of now over a way through another site. */
export function keepWanted(): void {
  const { pathname, search } = window.location
  if (pathname !== '/login') sessionStorage.setItem(KEPT, pathname + search)
}

/** The remembered address, once; only one of our own pages. */
export function takeWanted(): string | null {
  const kept = sessionStorage.getItem(KEPT)
  sessionStorage.removeItem(KEPT)
  return kept?.startsWith('/') && !kept.startsWith('//') ? kept : null
}
