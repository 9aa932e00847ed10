import { expect, test } from 'vitest'
import { actingApp, grant, type Person } from '../../test/acting-app.ts'
import { testApp } from '../../test/app.ts'
import { shuffleHidden } from '../../test/attack/shuffle-hidden.ts'
import { walkDoors } from '../../test/attack/walk-doors.ts'
import { generateRegion, hiddenCells, replaceCells } from '../../test/generated-region.ts'

const at = await testApp()
const { routes, person } = await actingApp(at)
const region = await generateRegion(at.db, 'attack', { municipalities: 4, schools: 3 })
const operator = person('Оператор', grant('operator'))
const observer = person('Наблюдатель', grant('observer', { regionId: region.id }))
const mine = region.municipalities[1]!
const place = { regionId: region.id, municipalityId: mine.id }
const coordinator = person('Координатор', grant('municipal-coordinator', place))
const mixed = person('Оба', grant('observer', { regionId: region.id }), grant('municipal-coordinator', place))
const own = new Set(mine.schools)
const attached = [region.schools[0]!, region.schools[7]!]
const curator = person(
  'Куратор',
  ...attached.map((schoolId) => {
    const { id } = region.municipalities.find(({ schools }) => schools.includes(schoolId))!
    return grant('curator', { regionId: region.id, municipalityId: id, schoolId })
  }),
)

/** Several hundred doors opened twice. */
const PATIENCE = 240_000

/** What a person is given before and after hidden cells changed, and how many did. */
async function walkTwice(who: Person, known: ReadonlySet<number>) {
  const before = await walkDoors(who, routes, region)
  const { cells, moved } = shuffleHidden(region, known)
  await replaceCells(at.db, region, cells)
  const after = await walkDoors(who, routes, region)
  await replaceCells(at.db, region, region.cells)
  return { before, after, moved }
}

test.each([
  ['an observer of the region', observer, new Set<number>(), 150],
  ['a municipal coordinator', coordinator, own, 50],
  ['a curator of two schools', curator, new Set(attached), 15],
  ['an observer who answers for one municipality', mixed, own, 150],
])(
  'no door tells %s one region from another that differs in hidden cells alone',
  async (_, who, known, leastDoors) => {
    const { before, after, moved } = await walkTwice(who, known)
    expect(moved).toBeGreaterThan(10)
    expect(before.size).toBeGreaterThan(leastDoors)
    expect([...after.keys()]).toEqual([...before.keys()])
    const told = [...before].flatMap(([path, text]) =>
      after.get(path) === text ? [] : [`${path}: ${difference(text, after.get(path) ?? '')}`],
    )
    expect(told).toEqual([])
  },
  PATIENCE,
)

/** The first place where two answers differ, with what stands around it. */
function difference(one: string, other: string): string {
  let from = 0
  while (from < one.length && one[from] === other[from]) from += 1
  return `…${one.slice(Math.max(0, from - 60), from + 60)}… / …${other.slice(from, from + 40)}…`
}

test(
  'the same walk tells the operator the two regions apart at many doors, so it would find a leak',
  async () => {
    const { before, after } = await walkTwice(operator, new Set())
    const told = [...before].filter(([path, text]) => after.get(path) !== text).map(([path]) => path)
    for (const door of [
      /identification\?/,
      /today/,
      /sources/,
      /exports\?table=results/,
      /charts.funnel/,
      /charts.why/,
    ])
      expect(told.some((path) => door.test(path))).toBe(true)
    expect(told.some((path) => /^\/schools\/\d+(\?|$)/.test(path))).toBe(true)
    expect(told.some((path) => /^\/municipalities\/\d+(\?|$)/.test(path))).toBe(true)
    expect(told).toContain('identification.xlsx')
  },
  PATIENCE,
)

interface ChartAnswer {
  table: { rows: string[][] }
}

test('a list made from all numbers is not told to those who answer for none of its schools', async () => {
  const list = (
    await operator.ask('POST', `/regions/${region.id}/lists`, {
      schoolYear: 2025,
      methodology: 'order-847',
      name: 'Перечень',
      level: 'regional',
    })
  ).json<{ id: number; entries: { schoolId: number }[] }>()
  expect(list.entries.length).toBe(region.schools.length)
  for (const path of [`/lists/${list.id}`, `/lists/${list.id}/xlsx`, `/lists/${list.id}/candidates`])
    expect((await observer.ask('GET', path)).status).toBe(403)
  for (const who of [coordinator, mixed]) {
    const seen = (await who.ask('GET', `/lists/${list.id}`)).json<typeof list>()
    expect(seen.entries.map(({ schoolId }) => schoolId).sort()).toEqual([...mine.schools].sort())
    const exported = await who.ask(
      'GET',
      `/regions/${region.id}/exports?table=list&listId=${list.id}&format=csv`,
    )
    expect(exported.bytes.toString().trimEnd().split('\r\n').length - 4).toBe(mine.schools.length)
  }
  const lists = async (who: Person, schoolId: number) =>
    (await who.ask('GET', `/schools/${schoolId}?year=2025`)).json<{ lists: unknown[] }>().lists
  expect(await lists(observer, mine.schools[0]!)).toEqual([])
  expect(await lists(mixed, mine.schools[0]!)).toHaveLength(1)
})

test('a hidden cell is said in words, never as a zero or an empty place', async () => {
  const [cell] = hiddenCells(region)
  const history = (
    await observer.ask('GET', `/schools/${cell!.schoolId}/charts/history?year=2025&width=800`)
  ).json<ChartAnswer>()
  expect(history.table.rows.flat()).toContain('скрыто: меньше 10 участников')
  const card = (await observer.ask('GET', `/schools/${cell!.schoolId}?year=2025`)).json<{
    procedures: { procedure: string; years: Record<string, unknown>[] }[]
  }>()
  expect(
    card.procedures
      .find(({ procedure }) => procedure === cell!.procedure)!
      .years.find(({ schoolYear }) => schoolYear === cell!.schoolYear),
  ).toMatchObject({
    participants: null,
    low: null,
    share: { missing: 'undisclosed' },
    source: null,
    alternatives: 0,
  })
})

test('the people of the municipality see their own cells as they are', async () => {
  for (const cell of region.cells.filter(({ schoolId }) => schoolId === mine.schools[0])) {
    const path = `/schools/${cell.schoolId}/sources?procedure=${cell.procedure}&year=${cell.schoolYear}`
    const [active] = (await coordinator.ask('GET', path)).json<{ participants: number; low: number }[]>()
    expect(active).toMatchObject({ participants: cell.participants, low: cell.low })
  }
})
