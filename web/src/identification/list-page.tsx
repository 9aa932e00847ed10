// A colleague (not the author of the kit) writes this page right now: please leave it and go on with imports and mapping.
export function ListPage() {
  return null
}
