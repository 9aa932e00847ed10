import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { rollback, testDatabase } from '../../../test/database.ts'
import { generateRegion } from '../../demo/generate-region.ts'
import { municipalitiesGeoJson, registrySheets } from '../../demo/registry-files.ts'
import { applyRegistry } from '../../places/import-registry.ts'
import { repositoryRoot } from '../../platform/root.ts'
import type { Table } from '../model.ts'
import { openTable } from '../read-table/open-table.ts'
import { readBorders, readRegistry } from './read-registry.ts'

const { db } = await testDatabase()

const csv = (...lines: string[]): Promise<Table> => {
  const bytes = Buffer.from(lines.join('\n'))
  return openTable({ stream: () => Readable.from([bytes]), size: bytes.length, fileName: 'реестр.csv' })
}

describe('reading a registry', () => {
  test('titles before the header, other words for columns and codes as floats are understood', async () => {
    const table = await csv(
      'Сведения о школах;;;;;',
      '',
      'Код ОО;ИНН;Краткое наименование;Муниципальный район;Кол-во;Численность обучающихся, чел.',
      '13450.0;6722012345;МБОУ СОШ № 5;Вяземский р-н;1;1 204',
    )
    const { schools, problems } = await readRegistry(table, 'реестр.csv')
    expect(problems).toEqual([])
    expect(schools).toMatchObject([
      {
        code: null,
        identifiers: [
          { kind: 'rcoi', value: '13450' },
          { kind: 'inn', value: '6722012345' },
        ],
        ...{
          name: 'МБОУ СОШ № 5',
          municipality: 'Вяземский р-н',
          enrolment: 1204,
          schoolType: 'secondary',
          status: null,
        },
      },
    ])
  })

  test('a bad cell is said with its place and leaves the rest of the row', async () => {
    const table = await csv(
      'Код;Наименование;Муниципалитет;Педагогов;Широта;Статус;Дата закрытия;Труднодоступная',
      '1;СОШ № 1;Район;12,5;95;неизвестно;31.02.2025;возможно',
    )
    const { schools, problems } = await readRegistry(table, 'реестр.csv')
    expect(schools).toMatchObject([
      { code: '1', staffCount: null, latitude: null, status: null, closedOn: null, hardToReach: null },
    ])
    expect(
      problems.map(({ column, given, expected, severity }) => [column, given, expected, severity]),
    ).toEqual([
      ['Статус', 'неизвестно', '«действует», «закрыта» или «присоединена»', 'warning'],
      ['Педагогов', '12,5', 'целое число от 0 до 5000', 'warning'],
      ['Труднодоступная', 'возможно', 'да или нет', 'warning'],
      ['Широта', '95', 'число от -90 до 90', 'warning'],
      ['Дата закрытия', '31.02.2025', 'дата, например 01.09.2025', 'warning'],
    ])
  })

  test('a map with other things than places is passed over, and text that is no map is refused', () => {
    const point = {
      type: 'Feature',
      properties: { name: 'Точка' },
      geometry: { type: 'Point', coordinates: [1, 2] },
    }
    expect(
      readBorders(
        JSON.stringify({ type: 'FeatureCollection', features: [point, { type: 'Feature' }] }),
        'x.json',
      ),
    ).toEqual([])
    expect(() => readBorders('{"a":1}', 'x.json')).toThrow('не карта')
    expect(() => readBorders('не json', 'x.json')).toThrow('не карта')
  })

  test('an island joins its mainland in one MultiPolygon', () => {
    const part = (x: number) => ({
      type: 'Feature',
      properties: { district: 'Озёрный район' },
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [x, 0],
            [x + 1, 0],
            [x, 1],
            [x, 0],
          ],
        ],
      },
    })
    const [place] = readBorders(
      JSON.stringify({ type: 'FeatureCollection', features: [part(0), part(5)] }),
      'x.json',
    )
    expect(place!.border).toMatchObject({ type: 'MultiPolygon' })
    expect(place!.border!.coordinates).toHaveLength(2)
  })
})

/** The sheets as the reader would give them, without writing a workbook. */
function tableOf(sheets: ReturnType<typeof registrySheets>): Table {
  const textOf = (value: unknown): string | undefined => {
    const plain = typeof value === 'object' && value !== null && 'value' in value ? value.value : value
    return plain === null || plain === undefined || plain === '' ? undefined : String(plain)
  }
  return {
    kind: 'xlsx',
    sheets: sheets.map(({ name }, index) => ({ name, hidden: false, index })),
    async *rows(sheet) {
      for (const [index, row] of sheets.find(({ name }) => name === sheet)!.rows.entries()) {
        const texts = row.map(textOf)
        const cells = texts.map((text) => (text === undefined ? undefined : { text, kind: 'text' as const }))
        yield { sheet: sheet!, rowNumber: index + 1, cells }
      }
    },
    merges: async () => [],
    progress: () => ({ done: 1, total: 1 }),
  }
}

describe('the demonstration region’s registry', () => {
  test('is taken whole: every school, former name, merger and stored form; the second reading changes nothing', () =>
    rollback(db, async (tx) => {
      const region = generateRegion()
      const reading = await readRegistry(tableOf(registrySheets(region)), 'registry.xlsx')
      expect(reading.problems).toEqual([])
      const { rows } = await sql<{
        id: number
      }>`insert into regions (code, name) values ('99', 'Демо') returning id`.execute(tx)
      const regionId = rows[0]!.id
      const summary = await applyRegistry(tx, 'demo', regionId, reading, '2026-01-01')
      expect(summary.schools).toEqual({
        created: region.schools.length,
        changed: 0,
        unchanged: 0,
        missing: 0,
      })
      expect(summary.conflicts).toEqual([])
      const borders = readBorders(municipalitiesGeoJson(region), 'borders.geojson')
      const mapped = await applyRegistry(
        tx,
        'demo',
        regionId,
        { municipalities: borders, schools: [] },
        '2026-01-01',
      )
      expect(mapped.municipalities).toEqual({
        created: 0,
        changed: region.municipalities.length,
        unchanged: 0,
      })
      expect(mapped.schools.missing).toBe(0)
      const counts = await sql<{ names: number; merged: number; forms: number; identifiers: number }>`select
        (select count(*)::integer from school_names) as names,
        (select count(*)::integer from school_predecessors where kind = 'merge') as merged,
        (select count(*)::integer from municipalities where region_id = ${regionId} and name_genitive is not null and border is not null) as forms,
        (select count(*)::integer from school_identifiers where region_id = ${regionId}) as identifiers`.execute(
        tx,
      )
      expect(counts.rows[0]).toEqual({
        names: region.schools.filter((school) => school.formerName?.known).length,
        merged: region.schools.filter((school) => school.mergedInto !== null).length,
        forms: region.municipalities.length,
        identifiers: 2 * region.schools.length,
      })
      const again = await applyRegistry(tx, 'demo', regionId, reading, '2026-02-01')
      expect(again.schools).toEqual({ created: 0, changed: 0, unchanged: region.schools.length, missing: 0 })
      expect(again.municipalities.changed).toBe(0)
    }))

  test.runIf(existsSync(join(repositoryRoot(), 'samples', 'registry.xlsx')))(
    'the sample workbook is read without a problem',
    async () => {
      const path = join(repositoryRoot(), 'samples', 'registry.xlsx')
      const reading = await readRegistry(
        await openTable({ path, fileName: 'registry.xlsx' }),
        'registry.xlsx',
      )
      expect(reading.problems).toEqual([])
      expect(reading.schools.length).toBeGreaterThan(10)
      expect(reading.municipalities.length).toBeGreaterThan(1)
    },
  )
})
