import { expect, test } from 'vitest'
import { newRegion, testApp } from '../../test/app.ts'
import { importFile } from '../../test/import-file.ts'
import { inTransaction } from '../platform/db.ts'
import { listWithheld } from '../results/withheld.ts'
import { undoImport } from './commit-import.ts'

const base = await testApp()
const { db } = base

const MAPPING = {
  version: 1,
  name: 'Таблица с закрытыми числами',
  missing: { SUPP: 'withheld', '<10': 'withheld', '-': 'not-submitted' },
  school: { keyKind: 'edu', key: { column: 'Логин' }, name: { column: 'Школа' } },
  groups: [
    { procedure: 'vpr-ma-5', participants: { column: 'Писали' }, low: { column: 'Двоек' } },
    { procedure: 'vpr-ru-5', participants: { column: 'Писали РУ' }, low: { column: 'Двоек РУ' } },
  ],
}
const BYTES = [
  'Логин;Школа;Писали;Двоек;Писали РУ;Двоек РУ',
  'edu990001;Школа № 1;20;3;21;2',
  'edu990002;Школа № 2;SUPP;SUPP;22;1',
  'edu990003;Школа № 3;<10;<10;-;-',
].join('\n')

test('a number that its source hides is kept as such for its school, and goes with its import', async () => {
  const regionId = await newRegion(db)
  const row = await importFile(base, regionId, {
    name: 'закрытые числа.csv',
    bytes: BYTES,
    options: { mapping: MAPPING },
  })
  expect(row.state, JSON.stringify(row.problem)).toBe('committed')
  const schools = await db
    .selectFrom('schools')
    .select(['id', 'code'])
    .where('region_id', '=', regionId)
    .orderBy('code')
    .execute()
  // The third school has nothing but hidden numbers, and it is there all the same.
  expect(schools).toHaveLength(3)
  const years = { from: 2020, to: 2030 }
  const hidden = (id: number) => listWithheld(db, regionId, years, id)
  expect(await hidden(schools[0]!.id)).toEqual([])
  expect(await hidden(schools[1]!.id)).toEqual([
    { schoolId: schools[1]!.id, procedure: 'vpr-ma-5', schoolYear: 2025 },
  ])
  expect(await hidden(schools[2]!.id)).toHaveLength(1)
  const { body } = await base.call('GET', `/regions/${regionId}/identification?year=2025`)
  expect(JSON.stringify(body)).not.toContain('undefined')
  await inTransaction(db, (tx) => undoImport(tx, row.id, 'test'))
  expect(await listWithheld(db, regionId, years)).toEqual([])
})
