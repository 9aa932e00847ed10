/** A place with the forms that somebody stored. Declension is never computed: stored forms win, else the wording avoids it. */
export interface PlaceName {
  name: string
  nameGenitive: string | null
  /** With or without its preposition: «в Вяземском районе», «Вяземском районе». */
  namePrepositional: string | null
}

/** «школы Вяземского района», else «школы муниципалитета «Вяземский район»». */
export function genitiveOf(place: PlaceName, kind: 'municipality' | 'region'): string {
  return place.nameGenitive ?? `${kind === 'region' ? 'региона' : 'муниципалитета'} ${quoted(place.name)}`
}

/** «в Вяземском районе», else «в муниципалитете «Вяземский район»»; always with its preposition. */
export function placeIn(place: PlaceName, kind: 'municipality' | 'region'): string {
  const stored = place.namePrepositional
  if (stored === null) return `в ${kind === 'region' ? 'регионе' : 'муниципалитете'} ${quoted(place.name)}`
  if (/^(?:в|во|на) /i.test(stored)) return stored
  return `${/^[вф][бвгджзклмнпрстфхцчшщ]/i.test(stored) ? 'во' : 'в'} ${stored}`
}

/** In «ёлочки»; quotes already inside become „лапки“. */
export function quoted(name: string): string {
  return `«${name.replaceAll('«', '„').replaceAll('»', '“')}»`
}
