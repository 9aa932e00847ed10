/**
 * Invented regions with planted true shares: is «64 %» right in 64 of 100 cases, and what does the rule do to small schools?
 *   node scripts/simulate-certainty.ts            500 regions of the two main kinds, some ten minutes
 *   node scripts/simulate-certainty.ts 20         fewer
 * Writes docs/methods/*.svg and the tables between the marks of docs/methods/certainty.md and small-schools.md.
 * The seed is fixed: the same number of regions gives the same figures.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { renderChart } from '../server/src/charts/render-chart.ts'
import {
  type Bin,
  type BySize,
  calibrate,
  falseAlarms,
  MODERATE,
  rulesBySize,
} from '../server/src/identification/certainty/calibration.ts'
import { createRandom } from '../server/src/statistics/random.ts'
import { calibrationChart, sizesChart } from './simulate-certainty-charts.ts'

const REGIONS = Number(process.argv[2] ?? 500)
/** For what only goes further than the two main kinds. */
const FEWER = Math.ceil(REGIONS / 4)
const FOLDER = 'docs/methods'

const percent = (share: number, digits = 1) => `${(100 * share).toFixed(digits).replace('.', ',')} %`
const row = (cells: (string | number)[]) => `| ${cells.join(' | ')} |`
const table = (head: string[], rows: (string | number)[][]) =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n')

const KINDS = [
  { id: 'independent', title: 'procedures independent', regions: REGIONS, schoolEffect: 0, pupilEffect: 0 },
  { id: 'moderate', title: 'moderate common effect, ρ = 0.3', regions: REGIONS, ...MODERATE },
  {
    id: 'pupils',
    title: 'ρ = 0.3 and the same pupils in two works, κ = 0.5',
    regions: FEWER,
    schoolEffect: 0.3,
    pupilEffect: 0.5,
  },
  { id: 'strong', title: 'strong common effect, ρ = 0.6', regions: FEWER, schoolEffect: 0.6, pupilEffect: 0 },
]
/** Fewer cases than this in a decile say little to three points: their standard error is above two. */
const ENOUGH = 600

const calibrationTable = (bins: Bin[]) =>
  table(
    ['decile', 'cases', 'mean probability', 'planted truth', 'difference, points'],
    bins.map(({ cases, probability, truth }, i) => [
      `${i * 10}–${i * 10 + 10} %`,
      cases,
      cases === 0 ? '—' : percent(probability),
      cases === 0 ? '—' : percent(truth),
      cases === 0 ? '—' : `${(100 * (truth - probability)).toFixed(1)}${cases < ENOUGH ? ' (few)' : ''}`,
    ]),
  )

const worst = (bins: Bin[]) =>
  Math.max(...bins.filter(({ cases }) => cases >= ENOUGH).map((bin) => Math.abs(bin.truth - bin.probability)))

const sizesTable = (sizes: BySize[]) =>
  table(
    [
      'participants',
      'listed by the letter',
      'of them truly low',
      'truly low schools that are listed',
      'others that are listed',
      'listed, «устойчиво»',
      '«вероятно»',
      '«случайность не исключена»',
      'truly low among «устойчиво»',
    ],
    sizes.map((one) => [
      one.size,
      percent(one.listed),
      percent(one.trueAmongListed),
      percent(one.listedAmongTrue),
      percent(one.listedAmongOthers),
      percent(one.words.firm),
      percent(one.words.likely),
      percent(one.words.chance),
      one.trueAmongFirm === null ? '—' : percent(one.trueAmongFirm),
    ]),
  )

async function replaceBetween(file: string, mark: string, text: string): Promise<void> {
  const page = await readFile(`${FOLDER}/${file}`, 'utf8')
  const [open, close] = [`<!-- simulated: ${mark} -->`, `<!-- end of ${mark} -->`]
  const [from, to] = [page.indexOf(open), page.indexOf(close)]
  if (from < 0 || to < 0) throw new Error(`${file} has no place for «${mark}»`)
  await writeFile(`${FOLDER}/${file}`, `${page.slice(0, from + open.length)}\n\n${text}\n\n${page.slice(to)}`)
}

const kinds = KINDS.map((kind) => {
  const found = calibrate(createRandom(`calibration ${kind.id}`), { schools: 120, ...kind })
  console.log(
    `${kind.title}: independent ${percent(worst(found.independent))}, common effect ${percent(worst(found.dependent))}, ρ estimated ${found.correlation.toFixed(2)}`,
  )
  return { ...kind, ...found }
})
const sizes = rulesBySize(createRandom('sizes'), { regions: FEWER, schools: 140, ...MODERATE })
const alarms = falseAlarms(createRandom('changes'), FEWER)

await replaceBetween(
  'certainty.md',
  'calibration',
  [
    `Regions of 120 schools. Only deciles with at least ${ENOUGH} cases are judged: with fewer the standard error alone is above two points.`,
    table(
      [
        'planted',
        'regions',
        'estimated ρ',
        'greatest difference, Poisson-binomial',
        'greatest difference, common effect',
      ],
      kinds.map((kind) => [
        kind.title,
        kind.regions,
        kind.correlation.toFixed(2),
        `${(100 * worst(kind.independent)).toFixed(1)} points`,
        `${(100 * worst(kind.dependent)).toFixed(1)} points`,
      ]),
    ),
    ...kinds.flatMap((kind) => [
      `**${kind.title[0]!.toUpperCase()}${kind.title.slice(1)}.** Poisson-binomial:`,
      calibrationTable(kind.independent),
      'With the common effect estimated from the region:',
      calibrationTable(kind.dependent),
    ]),
  ].join('\n\n'),
)
await replaceBetween(
  'certainty.md',
  'changes',
  table(
    ['participants', 'changes called real', 'of them false', 'real changes that are found'],
    alarms.map((one) => [
      one.size,
      percent(one.called),
      one.falseAmongCalled === null ? '—' : percent(one.falseAmongCalled),
      percent(one.found),
    ]),
  ),
)
await replaceBetween('small-schools.md', 'sizes', sizesTable(sizes))
const [independent, moderate] = kinds
const pictures = [
  calibrationChart(
    'calibration-independent',
    'Если процедуры независимы, сказанная вероятность верна',
    independent!.independent,
  ),
  calibrationChart(
    'calibration-poisson-binomial',
    'При умеренной связи процедур середина занижена, края верны',
    moderate!.independent,
  ),
  calibrationChart(
    'calibration-common-effect',
    'С учётом связи вероятность верна и тогда',
    moderate!.dependent,
  ),
  sizesChart(sizes),
]
for (const chart of pictures)
  await writeFile(
    `${FOLDER}/${chart.id}.svg`,
    renderChart(chart, { width: 680, theme: 'print', hasCaption: true }),
  )
