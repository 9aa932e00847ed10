import { foldSpaces, foldText } from './fold-text.ts'

const REGION_TAIL =
  /(?<![а-я])(?:[а-я-]+(?:ой|ая) обл(?:асти|асть|\.)|[а-я-]+ого края|республик[аи] [а-я-]+)(?![а-я])/g
const OFFICE =
  /^(?:управлени[а-я]+ образовани[а-я]+|отдел[а-я]* образовани[а-я]+|комитет[а-я]* по образованию|администраци[а-я]+)(?: администраци[а-я]+)?(?![а-я])/
/** Words for the kind of a municipality, in any case and abbreviation. */
const KIND_WORDS = new Set(
  `муниципальное муниципального муниципальный муниципального образование образования мо мр го
   район района р-н р-на рн округ округа административный административного внутригородской внутригородская
   городской городского город города гор г гр поселение поселения сельское сельского городское поселок пгт зато территория община`.split(
    /\s+/,
  ),
)

/**
 * One written form of a municipality's name: «Вяземский р-н», «Вяземский муниципальный округ», «район Вяземский»,
 * «Вяземского района» → «вяземский»; «г. Десногорск», «городской округ Десногорск» → «десногорск». Idempotent.
 * Two municipalities of one region may share it (a town and its district with an adjective name):
 * municipalityKind then tells them apart, and where it does not, matching leaves the school unresolved.
 */
export function normaliseMunicipality(name: string): string {
  let current = once(foldText(name))
  for (let round = 0; round < 12; round++) {
    const next = once(current)
    if (next === current) break
    current = next
  }
  return current
}

function once(folded: string): string {
  const text = foldSpaces(
    folded
      .replace(/\([^()]*\)/g, ' ')
      .replace(/[()[\]{}№,;:/\\|]/g, ' ')
      .replace(REGION_TAIL, ' ')
      .replace(/(?<![а-я])г\. ?о\.?(?![а-я])/g, ' го ')
      .replace(/(?<![а-я])м\. ?[ор]\.?(?![а-я])/g, ' мр ')
      .replace(/ ?- ?/g, '-')
      .replace(
        /(?<![а-я])([а-я-]+ск)ого (?=(?:муниципального |городского )?(?:района|р-на|округа)(?![а-я]))/g,
        '$1ий ',
      )
      .replace(/\./g, '. '),
  ).replace(OFFICE, ' ')
  const words = foldSpaces(text)
    .split(' ')
    .map((word) => word.replace(/[.]+$/, ''))
  const kept = words.filter((word) => word !== '' && !KIND_WORDS.has(word))
  return kept.length > 0 ? kept.join(' ') : words.filter((word) => word !== '').join(' ')
}

export type MunicipalityKind = 'district' | 'city' | 'okrug' | 'settlement'

/** The kind a name says itself; null where it says none («Вяземский»). */
export function municipalityKind(name: string): MunicipalityKind | null {
  const text = foldText(name)
  if (/административн[а-я]+ округ/.test(text)) return 'okrug'
  if (/(?<![а-я])поселени[еяй]/.test(text)) return 'settlement'
  if (/городско[а-я]+ округ|(?<![а-я])(?:город|города|гор\.|гр\.|г\.|го|г|зато)(?![а-я-])/.test(text))
    return 'city'
  if (/(?<![а-я])(?:район|р-н|мр|муниципальн[а-я]+ округ)/.test(text)) return 'district'
  return null
}
