import type { ChartOf } from '../charts/chart.ts'
import { counted, formatCount } from '../platform/russian.ts'
import { funnelLimits } from '../statistics/funnel-limits.ts'
import { PARTICIPANTS, percent, SCHOOLS, SCHOOLS_GENITIVE, shareWords } from './chart-words.ts'

export interface FunnelSchool {
  id: number
  name: string
  municipality: string
  participants: number
  low: number
}

export interface FunnelInput {
  procedure: { code: string; name: string }
  schoolYear: number
  /** 0…1; null for rules that only compare schools. */
  threshold: number | null
  schools: readonly FunnelSchool[]
  /** The region's sum where not all of its schools are shown; null where even that is not. Absent: the shown schools are the region. */
  region?: { participants: number; low: number } | null
  /** Schools the page is about: they get a ring and a name. */
  marked: ReadonlySet<number>
}

/** Two-sided limits around the region's share, inner and outer, as in the reports of the English health service. */
const LIMITS = [
  { tail: 0.025, label: '95\u00a0%' },
  { tail: 0.001, label: '99,8\u00a0%' },
] as const
const STEPS = 60

type Limits = ReturnType<typeof funnelLimits>

type Place = ChartOf<'funnel'>['points'][number]['place']

const PLACE_WORDS = {
  above: 'выше верхней границы 99,8\u00a0%',
  below: 'ниже нижней границы 99,8\u00a0%',
  edge: 'между границами 95 и 99,8\u00a0%',
  inside: 'в пределах случайного',
} satisfies Record<Place, string>

/** Every school's share in one procedure against its participants, with what chance alone would leave around the region's share. */
export function buildFunnelChart(input: FunnelInput): ChartOf<'funnel'> {
  const schools = input.schools.filter((school) => school.participants > 0)
  const participants = schools.reduce((sum, school) => sum + school.participants, 0)
  const low = schools.reduce((sum, school) => sum + school.low, 0)
  const around = input.region ?? { participants, low }
  const centre = around.participants === 0 ? 0 : around.low / around.participants
  const placeOf = placer(centre)
  const points = schools.map((school) => ({
    key: String(school.id),
    name: labelOf(school.name),
    n: school.participants,
    value: school.low / school.participants,
    place: placeOf(school.participants, school.low),
    isMarked: input.marked.has(school.id),
  }))
  const above = points.filter((point) => point.place === 'above').length
  const below = points.filter((point) => point.place === 'below').length
  const greatest = Math.max(0, ...schools.map((school) => school.participants))
  return {
    kind: 'funnel',
    id: 'funnel',
    title: titleOf(input.procedure.name, above, below, points.length),
    note: 'Точка — школа. Чем меньше участников, тем дальше от региона доля отходит случайно: это и есть воронка. За границами 99,8\u00a0% случайно оказалась бы примерно одна школа из 500. Почему доля такая, рисунок не говорит.',
    source: `Источник: загруженные результаты ${input.schoolYear} года, «${input.procedure.name}».`,
    n: `${counted(points.length, SCHOOLS)}, ${counted(participants, PARTICIPANTS)}.`,
    fileName: `${input.procedure.name} ${input.schoolYear}, воронка`,
    valueAxis: 'Доля участников ниже минимума',
    sizeAxis: 'участников в школе',
    centre: {
      value: centre,
      label: `${input.region === null ? 'показанные школы' : 'регион'} ${percent(centre)}`,
    },
    threshold:
      input.threshold === null
        ? null
        : { value: input.threshold, label: `порог ${percent(input.threshold)}` },
    limits: LIMITS.map(({ tail, label }) => ({
      label,
      points: sizesUpTo(greatest).map((n) => ({ n, ...funnelLimits(n, centre, tail) })),
    })),
    points,
    table: {
      head: ['Школа', 'Муниципалитет', 'Участников', 'Ниже минимума', 'Доля', 'Место на рисунке'],
      rows: schools.map((school, index) => [
        school.name,
        school.municipality,
        formatCount(school.participants),
        formatCount(school.low),
        percent(school.low / school.participants),
        PLACE_WORDS[points[index]?.place ?? 'inside'],
      ]),
    },
    // From small to large, as the arrow keys go.
    reading: schools
      .map((school, index) => ({ school, place: points[index]?.place ?? ('inside' as const) }))
      .sort((a, b) => a.school.participants - b.school.participants || a.school.low - b.school.low)
      .map(({ school, place }) => ({
        key: String(school.id),
        words: `${school.name}, ${school.municipality}: ${shareWords(school.low, school.participants, school.low / school.participants)}, ${PLACE_WORDS[place]}`,
      })),
  }
}

function titleOf(procedure: string, above: number, below: number, schools: number): string {
  if (schools === 0) return `«${procedure}»: результатов за этот год нет`
  if (schools === 1) return `«${procedure}»: результаты одной школы, сравнить не с чем`
  if (above === 0 && below === 0)
    return `«${procedure}»: ни одна школа не отличается от региона больше, чем допускает случайность`
  const high = above === 0 ? null : `выше случайного — у ${counted(above, SCHOOLS_GENITIVE)}`
  const small =
    below === 0 ? null : `ниже — у ${above === 0 ? counted(below, SCHOOLS_GENITIVE) : formatCount(below)}`
  return `«${procedure}»: доля ${[high, small].filter((part) => part !== null).join(', ')} из ${counted(schools, SCHOOLS_GENITIVE)}`
}

/** Where a share lies among the limits of its own size; limits of a size are computed once. */
function placer(centre: number): (n: number, low: number) => Place {
  const known = new Map<number, [inner: Limits, outer: Limits]>()
  return (n, low) => {
    let limits = known.get(n)
    if (!limits) {
      limits = [funnelLimits(n, centre, LIMITS[0].tail), funnelLimits(n, centre, LIMITS[1].tail)]
      known.set(n, limits)
    }
    const share = low / n
    const [inner, outer] = limits
    if (share > outer.high) return 'above'
    if (share < outer.low) return 'below'
    return share > inner.high || share < inner.low ? 'edge' : 'inside'
  }
}

/** Denser where the limits bend: small schools. */
function sizesUpTo(greatest: number): number[] {
  const sizes = new Set<number>()
  for (let step = 0; step <= STEPS; step++) sizes.add(Math.max(1, Math.round((step / STEPS) ** 2 * greatest)))
  return greatest === 0 ? [] : [...sizes]
}

const SHORTENED: readonly (readonly [RegExp, string])[] = [
  [/^муниципальн[а-яё]+ (?:[а-яё]+ )?общеобразовательн[а-яё]+ учреждение\s+/i, ''],
  [/^М[А-ЯЁ]{1,4}(?:ОУ|У)\s+/, ''],
  [/средняя общеобразовательная школа/i, 'СОШ'],
  [/основная общеобразовательная школа/i, 'ООШ'],
  [/начальная общеобразовательная школа/i, 'НОШ'],
  [/[«»"]/g, ''],
]

/** A label has room for few words: «МБОУ «Средняя общеобразовательная школа № 28» г. Вязьмы» → «СОШ № 28 г. Вязьмы». */
export function labelOf(name: string): string {
  const short = SHORTENED.reduce((text, [long, words]) => text.replace(long, words), name).trim()
  return short === '' ? name : short
}
