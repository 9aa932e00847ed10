import { expect, test } from 'vitest'
import { newRegion, testApp } from '../../test/app.ts'
import { type GivenFile, importFile } from '../../test/import-file.ts'
import { inTransaction } from '../platform/db.ts'
import type { SchoolCard } from '../profiles/schemas.ts'
import { undoImport } from './commit-import.ts'

const base = await testApp()
const { db, call } = base

const COMPARISON = [
  'Группы участников',
  'Кол-во участников(всего)',
  'Понизили (Отметка < Отметка по журналу) %',
  'Понизили (Отметка < Отметка по журналу) Кол-во участников',
  'Подтвердили (Отметка = Отметке по журналу) %',
  'Подтвердили (Отметка = Отметке по журналу) Кол-во участников',
  'Повысили (Отметка > Отметка по журналу) %',
  'Повысили (Отметка > Отметка по журналу) Кол-во участников',
]

const comparison = (name: string, ...schools: [string, ...number[]][]): GivenFile => ({
  name,
  year: 2026,
  bytes: [['ВПР 2026 Математика 4 класс'], COMPARISON, ...schools].map((row) => row.join(';')).join('\n'),
})
const own: [string, ...number[]] = ['МБОУ «СШ № 1»(edu990001)', 50, 38.78, 19, 57.14, 28, 4.08, 2]

const MARKERS =
  'Год;Муниципалитет;Логин;ОО;4 РУ;4 МА;5 РУ;5 МА;Количество маркеров\n2026;Район;edu990001;МБОУ «СШ № 1»;1;0;0;1;2\n2025;Район;edu990001;МБОУ «СШ № 1»;0;0;0;0;0\n'

const undo = (importId: number) => inTransaction(db, (tx) => undoImport(tx, importId, 'test'))
/** No-break spaces as plain ones. */
const plain = (text: string) => text.replaceAll('\u00a0', ' ')

async function card(regionId: number): Promise<SchoolCard> {
  const school = await db
    .selectFrom('schools')
    .select('id')
    .where('region_id', '=', regionId)
    .executeTakeFirstOrThrow()
  return (await call('GET', `/schools/${school.id}?year=2026&methodology=order-847`)).body
}

test('a journal comparison is counted over pupils with both marks, shown on the card with its place, and no list changes', async () => {
  const regionId = await newRegion(db)
  const row = await importFile(base, regionId, comparison('МА 4.csv', own))
  expect(row).toMatchObject({ state: 'committed', level: 'journal' })
  const { rowsRead, rowsAccepted, rowsRejected, rowsSkipped, changes, procedures } = row.preview!
  expect(rowsAccepted + rowsRejected + rowsSkipped).toBe(rowsRead)
  expect(changes).toEqual({ added: 1, replacing: 0, alternatives: 0 })
  expect(procedures).toMatchObject([{ code: 'vpr-ma-4', schools: 1, participants: 49, low: null }])
  const { objectivity, procedures: results } = await card(regionId)
  expect(results).toEqual([])
  expect(objectivity.journal).toMatchObject([
    {
      procedure: 'vpr-ma-4',
      participants: 50,
      withJournalMark: 49,
      lower: 19,
      lowerShare: { estimate: 19 / 49, n: 49 },
      source: { importId: row.id, file: 'МА 4.csv', row: 3 },
    },
  ])
  expect(plain(objectivity.sentence)).toBe(
    'За 2026 год отметка за работу ниже журнальной в 39 % случаев, такая же — в 57 %, выше — в 4 %.',
  )
})

const pupil = (code: number, mark: number, journalMark: string) =>
  `edu990001;Район;МБОУ «СШ № 1»;${code};4;1;1;10;${mark};${journalMark}`

const individual = (...pupils: string[]): GivenFile => ({
  ...{ name: 'Ф1 МА 4.csv', year: 2026 },
  bytes: [
    'ВПР 2026 Математика 4 класс',
    'ОО;Муниципалитет;Название ОО;Код участника;Класс;Вариант;1 (1б);Первичный балл;Отметка;Отметка по журналу',
    ...pupils,
  ].join('\n'),
})

test('pupils with a mark of the journal are compared as the published table does, and an undo takes it back', async () => {
  const regionId = await newRegion(db)
  const marks: [number, string][] = [
    ...([
      [3, '4'],
      [4, '4'],
      [5, '4'],
    ] as [number, string][]),
    ...([
      [2, '3'],
      [4, 'нет отметки'],
      [5, ''],
    ] as [number, string][]),
  ]
  const f1 = await importFile(
    base,
    regionId,
    individual(...marks.map(([a, b], at) => pupil(4001 + at, a, b))),
  )
  expect(f1).toMatchObject({ state: 'committed', level: 'pupil' })
  const own = { participants: 6, withJournalMark: 4, lower: 2, lowerShare: { estimate: 0.5, n: 4 } }
  expect((await card(regionId)).objectivity.journal).toMatchObject([
    { procedure: 'vpr-ma-4', ...own, source: { importId: f1.id, row: 3 } },
  ])
  // A published comparison of the same school comes later: the earlier source goes on being shown.
  const published = await importFile(
    base,
    regionId,
    comparison('МА 4.csv', ['МБОУ «СШ № 1»(edu990001)', 6, 50, 2, 25, 1, 25, 1]),
  )
  expect(published.preview!.changes).toEqual({ added: 0, replacing: 0, alternatives: 1 })
  await undo(f1.id)
  expect((await card(regionId)).objectivity.journal).toMatchObject([{ source: { importId: published.id } }])
})

test('pupils without marks of the journal say nothing of it', async () => {
  const regionId = await newRegion(db)
  await importFile(base, regionId, individual(pupil(4001, 3, ''), pupil(4002, 4, '–')))
  expect((await card(regionId)).objectivity.journal).toEqual([])
})

test('markers of every year are shown as questions, those that say «none» too', async () => {
  const regionId = await newRegion(db)
  await importFile(base, regionId, { name: 'bias.csv', year: 2026, bytes: MARKERS })
  const { objectivity } = await card(regionId)
  expect(objectivity.markerYears).toMatchObject([
    { schoolYear: 2026, markedCount: 2, declaredCount: 2 },
    { schoolYear: 2025, markedCount: 0, declaredCount: 0 },
  ])
  expect(plain(objectivity.sentence)).toContain('2 возможных маркера необъективности')
  expect(plain(objectivity.sentence)).toContain('они требуют дополнительного анализа')
})

test('a later file stands aside unless a person lets it replace the earlier one, and an undo brings the earlier back', async () => {
  const regionId = await newRegion(db)
  const first = await importFile(base, regionId, comparison('первый.csv', own))
  const later: [string, ...number[]] = ['МБОУ «СШ № 1»(edu990001)', 50, 40, 20, 56, 28, 4, 2]
  const aside = await importFile(base, regionId, comparison('второй.csv', later))
  expect(aside.preview!.changes).toEqual({ added: 0, replacing: 0, alternatives: 1 })
  const lower = async () => (await card(regionId)).objectivity.journal.map((row) => row.lower)
  expect(await lower()).toEqual([19])
  await undo(aside.id)
  const file = comparison('второй.csv', later)
  const confirmed = await importFile(base, regionId, { ...file, options: { replace: true } })
  expect(confirmed.preview!.changes).toEqual({ added: 0, replacing: 1, alternatives: 0 })
  expect(await lower()).toEqual([20])
  await undo(confirmed.id)
  expect(await lower()).toEqual([19])
  await undo(first.id)
  expect(await lower()).toEqual([])
  const left = await db.selectFrom('journal_comparisons').select('import_id').execute()
  expect(left.filter((row) => [first.id, aside.id, confirmed.id].includes(row.import_id))).toEqual([])
})

test('a fact of a school that is not in the registry waits and follows the match', async () => {
  const regionId = await newRegion(db)
  const options = { createSchools: false }
  const row = await importFile(base, regionId, { name: 'bias.csv', year: 2026, bytes: MARKERS, options })
  expect(row.preview!.schools).toMatchObject({ matched: 0, waiting: 1 })
  const municipality = await db
    .insertInto('municipalities')
    .values({ region_id: regionId, code: 'm1', name: 'Район' })
    .returning('id')
    .executeTakeFirstOrThrow()
  const school = await db
    .insertInto('schools')
    .values({ region_id: regionId, municipality_id: municipality.id, code: 's1', name: 'СШ № 1' })
    .returning('id')
    .executeTakeFirstOrThrow()
  const source = await db
    .selectFrom('source_schools')
    .select('id')
    .where('region_id', '=', regionId)
    .executeTakeFirstOrThrow()
  await call('POST', `/source-schools/${source.id}/match`, { schoolId: school.id })
  expect((await card(regionId)).objectivity.markerYears.map((year) => year.markedCount)).toEqual([2, 0])
})

test('the same comparison under other bytes is the same file', async () => {
  const regionId = await newRegion(db)
  await importFile(base, regionId, comparison('МА 4.csv', own))
  const twin = comparison('МА 4 ещё раз.csv', own, ['МБОУ «СШ № 2»(edu990002)', 0, 0, 0, 0, 0, 0, 0])
  expect(await importFile(base, regionId, twin)).toMatchObject({
    state: 'refused',
    problem: { code: 'import/duplicate-file' },
  })
})
