import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { rollback, testDatabase } from '../../test/database.ts'
import { recordChange } from './changes.ts'
import { inTransaction, openDatabase, parseInt8 } from './db.ts'

const { db, url } = await testDatabase()

test('int8 and numeric arrive as numbers, a date as its text, a moment as a Date', async () => {
  const { rows } = await sql`select 42::int8 as whole, count(*) as count, 12.5::numeric as part,
    date '2026-11-22' as day, timestamptz '2026-11-22 00:30+03' as moment`.execute(db)
  expect(rows[0]).toEqual({
    whole: 42,
    count: 1,
    part: 12.5,
    day: '2026-11-22',
    moment: new Date('2026-11-21T21:30:00Z'),
  })
})

test('an int8 that a JavaScript number cannot hold is an error, not a near number', () => {
  expect(parseInt8('9007199254740991')).toBe(Number.MAX_SAFE_INTEGER)
  expect(() => parseInt8('9007199254740992')).toThrow(RangeError)
})

test('Russian words sort as in a dictionary without saying so in the query', async () => {
  const { rows } = await sql<{ word: string }>`select word from
    unnest(array['Яма', 'жук', 'енот', 'ель', 'ёлка']) as word order by word`.execute(db)
  expect(rows.map(({ word }) => word)).toEqual(['ёлка', 'ель', 'енот', 'жук', 'Яма'])
})

test('a transaction inside a transaction is the same transaction', async () => {
  const failed = inTransaction(db, async (tx) => {
    await inTransaction(tx, (inner) =>
      recordChange(inner, { actor: 'operator', action: 'region.change', subjectKind: 'test', subjectId: 1 }),
    )
    throw new Error('outer fails')
  })
  await expect(failed).rejects.toThrow('outer fails')
  expect(await db.selectFrom('changes').selectAll().execute()).toEqual([])
})

test('a change says who did what, to what, and how it was before and after', async () => {
  const row = await rollback(db, async (tx) => {
    await recordChange(tx, {
      actor: 'operator',
      action: 'school.rename',
      subjectKind: 'school',
      subjectId: 7,
      before: { name: 'Старая' },
      after: ['Новая'],
      requestId: 'r-1',
    })
    return tx.selectFrom('changes').selectAll().executeTakeFirstOrThrow()
  })
  expect(row).toMatchObject({
    actor: 'operator',
    action: 'school.rename',
    subject_kind: 'school',
    subject_id: '7',
    before: { name: 'Старая' },
    after: ['Новая'],
    request_id: 'r-1',
  })
  expect(await db.selectFrom('changes').selectAll().execute(), 'rolled back').toEqual([])
})

test('a closed database leaves no connection behind', async () => {
  const other = openDatabase(url)
  await sql`select 1`.execute(other.db)
  await other.close()
  const others = async () => {
    const { rows } = await sql<{ n: number }>`select count(*) as n from pg_stat_activity
      where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()`.execute(
      db,
    )
    return rows[0]?.n
  }
  // The server lets go of a connection a moment after we do.
  await expect.poll(others, { timeout: 10_000 }).toBe(0)
})
