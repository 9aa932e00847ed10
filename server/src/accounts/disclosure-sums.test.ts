import { expect, test } from 'vitest'
import { actingApp, grant, type Person } from '../../test/acting-app.ts'
import { testApp } from '../../test/app.ts'
import { keyOf } from '../../test/attack/shuffle-hidden.ts'
import { type Equation, recovered } from '../../test/attack/solve-sums.ts'
import { type GeneratedRegion, generateRegion, hiddenCells } from '../../test/generated-region.ts'

const at = await testApp()
const { person } = await actingApp(at)

/** Reads the numbers of a chart's table: «Процедура, год» with participants and those below the minimum. */
interface ChartAnswer {
  table: { head: string[]; rows: string[][] }
}

/**
 * An attacker with the charts' tables of region and municipalities and every school's card: totals less shown cells, region less
 * municipalities, all as equations over the cells that they are not shown.
 */
async function collect(
  region: GeneratedRegion,
  who: Person,
  plant: (path: string) => Person = () => who,
): Promise<Equation[]> {
  const shown = new Map<string, { participants: number; low: number }>()
  for (const schoolId of region.schools) {
    const answer = await who.ask('GET', `/schools/${schoolId}?year=2025`)
    if (answer.status !== 200) continue
    const card = answer.json<{
      procedures: {
        procedure: string
        years: { schoolYear: number; participants: number | null; low: number | null }[]
      }[]
    }>()
    for (const { procedure, years } of card.procedures)
      for (const { schoolYear, participants, low } of years)
        if (participants !== null && low !== null)
          shown.set(`${schoolId} ${procedure} ${schoolYear}`, { participants, low })
  }
  const names = new Map<string, string>()
  const catalogue = (await who.ask('GET', `/regions/${region.id}/procedures`)).json<
    { code: string; name: string }[]
  >()
  for (const { code, name } of catalogue) names.set(name, code)
  const equations: Equation[] = []
  const places = [
    { path: `/regions/${region.id}`, schools: new Set(region.schools) },
    ...region.municipalities.map(({ id, schools }) => ({
      path: `/municipalities/${id}`,
      schools: new Set(schools),
    })),
  ]
  for (const { path, schools } of places)
    for (const { code, year, participants, low } of await readTotals(plant(path), path, names)) {
      const own = region.cells.filter(
        (cell) => schools.has(cell.schoolId) && cell.procedure === code && cell.schoolYear === year,
      )
      const known = own.flatMap((cell) => shown.get(keyOf(cell)) ?? [])
      equations.push({
        cells: new Set(own.filter((cell) => !shown.has(keyOf(cell))).map(keyOf)),
        participants: participants - known.reduce((sum, cell) => sum + cell.participants, 0),
        low: low - known.reduce((sum, cell) => sum + cell.low, 0),
      })
    }
  return equations
}

async function readTotals(who: Person, path: string, names: ReadonlyMap<string, string>) {
  const answer = await who.ask('GET', `${path}/charts/history?year=2025&width=800`)
  if (answer.status !== 200) return []
  return answer.json<ChartAnswer>().table.rows.flatMap(([what = '', participants = '', low = '']) => {
    const [, name = '', year = ''] = /^(.*), (\d{4})$/.exec(what) ?? []
    const code = names.get(name)
    const total = Number(participants.replaceAll(/\s/g, ''))
    return code === undefined || Number.isNaN(total)
      ? []
      : [{ code, year: Number(year), participants: total, low: Number(low.replaceAll(/\s/g, '')) }]
  })
}

/** Working out three regions takes a while on a busy machine. */
const PATIENCE = 120_000

test.each(['first', 'second', 'third'])(
  'totals, shown cells and all their differences determine no hidden cell: %s region',
  async (seed) => {
    const region = await generateRegion(at.db, `sums-${seed}`, { municipalities: 6, schools: 4 })
    const place = { regionId: region.id, municipalityId: region.municipalities[1]!.id }
    const observer = person(`Наблюдатель ${seed}`, grant('observer', { regionId: region.id }))
    const both = person(
      `Оба ${seed}`,
      grant('observer', { regionId: region.id }),
      grant('municipal-coordinator', place),
    )
    for (const one of [observer, both]) {
      const equations = await collect(region, one)
      expect(equations.filter(({ cells }) => cells.size > 1).length).toBeGreaterThan(5)
      expect(recovered(equations)).toEqual([])
    }
  },
  PATIENCE,
)

test('the attacker recovers hidden cells as soon as one place gives its totals away, and names them rightly', async () => {
  const region = await generateRegion(at.db, 'sums-planted', { municipalities: 6, schools: 4 })
  const operator = person('Оператор', grant('operator'))
  const observer = person('Наблюдатель', grant('observer', { regionId: region.id }))
  const leaking = `/municipalities/${region.municipalities[2]!.id}`
  const found = recovered(await collect(region, observer, (path) => (path === leaking ? operator : observer)))
  expect(found.length).toBeGreaterThan(0)
  const hidden = new Set(hiddenCells(region).map(keyOf))
  for (const cell of found) expect(hidden).toContain(cell)
}, 120_000)
