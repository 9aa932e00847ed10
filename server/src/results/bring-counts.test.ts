import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { rollback, testDatabase } from '../../test/database.ts'
import type { Db } from '../platform/db.ts'
import { type CountRow, foreseeCounts, putCounts } from './bring-counts.ts'
import { followMatches } from './counts.ts'

const { db } = await testDatabase()

const insertId = async (tx: Db, query: ReturnType<typeof sql>): Promise<number> =>
  ((await query.execute(tx)).rows[0] as { id: number }).id

/** A region with two schools, each named by two sources, and a name that waits. */
async function makeGround(tx: Db) {
  const region = await insertId(tx, sql`insert into regions (code, name) values ('67', '67') returning id`)
  const municipality = await insertId(
    tx,
    sql`insert into municipalities (region_id, code, name) values (${region}, 'm', 'm') returning id`,
  )
  await sql`insert into procedures (code, name, short_name, source, kind, low_rule) select code, code, code, '', 'other', '{"mark": 2}'
    from unnest(array['a"\\b', 'c,{d}']) code on conflict do nothing`.execute(tx)
  const sources: { sourceSchoolId: number; schoolId: number | null }[] = []
  for (const school of ['one', 'two', null]) {
    const schoolId =
      school &&
      (await insertId(
        tx,
        sql`insert into schools (region_id, municipality_id, code, name)
          values (${region}, ${municipality}, ${school}, ${school}) returning id`,
      ))
    for (const name of school === null ? ['waits'] : [`${school} A`, `${school} B`]) {
      const sourceSchoolId = await insertId(
        tx,
        sql`insert into source_schools (region_id, key_kind, key, name, school_id, match_method, matched_at, matched_by)
          select ${region}, 'name', ${name}, ${name}, ${schoolId}, m, case when m is not null then now() end, m
          from (select ${schoolId === null ? null : 'manual'}::text as m) method returning id`,
      )
      sources.push({ sourceSchoolId, schoolId: schoolId || null })
    }
  }
  await sql`insert into source_files (sha256, size, stored_by) values (${'b'.repeat(64)}, 1, 'test')`.execute(
    tx,
  )
  return { region, sources }
}

const makeImport = (tx: Db, region: number) =>
  insertId(
    tx,
    sql`insert into imports (region_id, sha256, file_name, school_year, options, state, created_by)
      values (${region}, ${'b'.repeat(64)}, 'x.csv', 2025, '{}', 'committing', 'test') returning id`,
  )

const number: Omit<CountRow, 'sourceSchoolId' | 'schoolId' | 'procedure' | 'schoolYear'> = {
  ...{ keyKind: 'name', key: '', participants: 10, low: 3, high: null, lowShare: null, highShare: null },
  ...{
    marks: { 2: 3, 3: 7, 4: 0, 5: 0 },
    meanScore: 3.25,
    countBasis: 'exact',
    sheet: 'Лист "1"\\',
    rowNumber: 2,
  },
  lastRow: null,
}

const active = async (tx: Db) =>
  (
    await sql<{ id: number }>`select id from school_procedure_counts where is_active order by id`.execute(tx)
  ).rows.map(({ id }) => id)

test('what is foreseen is what is done, and it is the choice that rows alone would make, whatever was there before', async () => {
  const brought = fc.record({
    level: fc.constantFrom('pupil' as const, 'aggregate' as const),
    confirmed: fc.boolean(),
    rows: fc.array(
      fc.record({
        source: fc.nat(4),
        procedure: fc.constantFrom('a"\\b', 'c,{d}'),
        schoolYear: fc.constantFrom(2024, 2025),
      }),
      { minLength: 1, maxLength: 6 },
    ),
    // A later import may be committed before an earlier one.
    isMadeFirst: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(brought, { minLength: 1, maxLength: 4 }), (imports) =>
      rollback(db, async (tx) => {
        const { region, sources } = await makeGround(tx)
        const ids = new Map<unknown, number>()
        for (const one of imports) if (one.isMadeFirst) ids.set(one, await makeImport(tx, region))
        for (const one of imports) {
          const importId = ids.get(one) ?? (await makeImport(tx, region))
          const by = { ...{ regionId: region, importId }, level: one.level, confirmed: one.confirmed }
          const rows = one.rows.map(({ source, ...row }) => ({ ...number, ...row, ...sources[source]! }))
          const before = await active(tx)
          const foreseen = await foreseeCounts(tx, by, rows)
          expect(await active(tx)).toEqual(before)
          expect(await putCounts(tx, by, rows)).toEqual(foreseen)
          const after = await active(tx)
          expect(after.length - before.length).toBe(foreseen.added)
          expect(before.filter((id) => !after.includes(id)).length).toBe(foreseen.replacing)
          const { added, replacing, alternatives, waiting } = foreseen
          expect(added + replacing + alternatives + waiting).toBe(rows.length)
        }
        const chosen = await active(tx)
        await followMatches(
          tx,
          sources.map(({ sourceSchoolId }) => sourceSchoolId),
        )
        expect(await active(tx)).toEqual(chosen)
      }),
    ),
    { numRuns: 40 },
  )
})

test('numbers come to the register as they were counted', () =>
  rollback(db, async (tx) => {
    const { region, sources } = await makeGround(tx)
    const importId = await makeImport(tx, region)
    const row = { ...number, ...sources[0]!, procedure: 'c,{d}', schoolYear: 2025 }
    await putCounts(tx, { regionId: region, importId, level: 'aggregate', confirmed: false }, [row])
    const stored = await tx.selectFrom('school_procedure_counts').selectAll().executeTakeFirstOrThrow()
    expect(stored).toMatchObject({
      ...{ region_id: region, import_id: importId, level: 'aggregate', confirmed_at: null, is_active: true },
      ...{ procedure: 'c,{d}', school_year: 2025, participants: 10, low: 3, high: null, low_share: null },
      ...{ marks: number.marks, mean_score: 3.25, sheet: number.sheet, row_number: 2, last_row: null },
    })
  }))
