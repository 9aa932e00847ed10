import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RawBuilder, sql } from 'kysely'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { testDatabase } from '../../../test/database.ts'
import { recordChange } from '../../platform/changes.ts'
import type { Db } from '../../platform/db.ts'
import { faultSentence } from './faults.ts'
import { recordAccess } from './record-access.ts'
import { sealAudit } from './seal.ts'
import { verifyAudit } from './verify.ts'

const { db } = await testDatabase()
let dataDir = ''
let minute = 0
const folders: string[] = []

/** Does what somebody with the database's own password can do. */
async function behindTheBack(...statements: RawBuilder<unknown>[]): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`set local session_replication_role = replica`.execute(tx)
    for (const statement of statements) await statement.execute(tx)
  })
}

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'traektoria-audit-'))
  folders.push(dataDir)
})
afterEach(() =>
  behindTheBack(
    ...['changes', 'accesses', 'audit_links', 'audit_seals'].map(
      (table) => sql`delete from ${sql.table(table)}`,
    ),
  ),
)
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))))

const next = () => new Date(Date.now() + ++minute * 60_000)
const seal = () => sealAudit(db, dataDir, next())
const verify = () => verifyAudit(db, dataDir, next())
const write = (at: Db = db, name = 'было') =>
  recordChange(at, {
    ...{ actor: 'rita', action: 'school.rename', subjectKind: 'school', subjectId: 1 },
    ...{ before: { name }, after: { name: 'стало' } },
  })
const look = () =>
  recordAccess(db, {
    ...{ at: new Date(), kind: 'read', action: 'school.read', result: 'done' },
    ...{ actor: { id: 'rita', name: 'Рита', role: 'region' }, subject: { kind: 'school', id: 1 } },
  })
const said = async () => (await verify()).faults.map(({ kind, batch, rowId }) => ({ kind, batch, rowId }))

/** Three batches: changes 1–2 and a look, a change, a change. */
async function threeBatches(): Promise<number[]> {
  const ids = [await write(), await write()]
  await look()
  await seal()
  ids.push(await write())
  await seal()
  ids.push(await write())
  await seal()
  return ids
}

test('an untouched log fits its seals, and what was not sealed yet is no fault', async () => {
  await threeBatches()
  await write()
  expect(await verify()).toMatchObject({
    batchCount: 3,
    rowCount: 5,
    faultCount: 0,
    faults: [],
    earlierKeys: [],
  })
})

test('a sealed row that is changed is named by its batch, its number and its row', async () => {
  const ids = await threeBatches()
  await behindTheBack(sql`update changes set after = '{"name":"иначе"}' where id = ${ids[2]}`)
  const { faults } = await verify()
  expect(faults).toEqual([{ kind: 'row-changed', batch: 2, seq: 4, source: 'change', rowId: ids[2] }])
  expect(faultSentence(faults[0]!)).toBe(
    `Пачка 2, запись № 4 (журнал изменений, строка ${ids[2]}): запись изменена после того, как была запечатана`,
  )
})

test.each(['actor', 'action', 'subject_kind', 'subject_id', 'request_id'])(
  'a change of %s alone is seen',
  async (column) => {
    const ids = await threeBatches()
    await behindTheBack(sql`update changes set ${sql.ref(column)} = 'другое' where id = ${ids[0]}`)
    expect(await said()).toEqual([{ kind: 'row-changed', batch: 1, rowId: ids[0] }])
  },
)

test.each([
  'kind',
  'action',
  'actor',
  'actor_name',
  'actor_role',
  'subject_id',
  'address',
  'request_id',
  'result',
])('a change of %s alone of an access is seen', async (column) => {
  await threeBatches()
  await behindTheBack(sql`update accesses set ${sql.ref(column)} = ${column === 'kind' ? 'export' : 'x'}`)
  expect(await said()).toMatchObject([{ kind: 'row-changed', batch: 1 }])
})

test('a row that is taken away is named, with its link or without', async () => {
  const ids = await threeBatches()
  await behindTheBack(sql`delete from changes where id = ${ids[1]}`)
  expect(await said()).toEqual([{ kind: 'row-removed', batch: 1, rowId: ids[1] }])
  const { seq } = await db
    .selectFrom('audit_links')
    .select('seq')
    .where('source', '=', 'change')
    .where('row_id', '=', ids[1]!)
    .executeTakeFirstOrThrow()
  await behindTheBack(sql`delete from audit_links where seq = ${seq}`)
  const { faults } = await verify()
  expect(faults).toMatchObject([
    { kind: 'batch-changed', batch: 1 },
    { kind: 'row-removed', batch: 1, seq, source: null },
  ])
})

test('a row that is put in with an old transaction or an old date is named, before it is sealed and after', async () => {
  await threeBatches()
  await behindTheBack(
    sql`insert into changes (changed_at, actor, action, subject_kind, subject_id, transaction_id)
      values (now(), 'никто', 'list.approve', 'list', '1', '3')`,
    sql`insert into changes (changed_at, actor, action, subject_kind, subject_id)
      values (now() - interval '40 days', 'никто', 'list.approve', 'list', '2')`,
  )
  expect((await said()).map(({ kind, batch }) => [kind, batch])).toEqual([
    ['row-inserted', null],
    ['row-backdated', null],
  ])
  await seal()
  expect((await said()).map(({ kind, batch }) => [kind, batch])).toEqual([
    ['row-inserted', null],
    ['row-backdated', 4],
  ])
})

test('a row that is put in together with a link is found', async () => {
  await threeBatches()
  await behindTheBack(
    sql`insert into changes (actor, action, subject_kind, subject_id, transaction_id) values ('никто', 'a', 'b', 'c', '3')`,
    sql`insert into audit_links (seq, batch, source, row_id, row_hash)
      select 900, 3, 'change', id, sha256('') from changes where transaction_id = '3'`,
  )
  const kinds = (await said()).map(({ kind, batch }) => `${kind} ${batch}`)
  expect(kinds).toEqual(['batch-changed 3', 'row-changed 3', 'row-inserted 3'])
})

test('whoever changes a row and mends its link is told by the seal', async () => {
  const ids = await threeBatches()
  await behindTheBack(
    sql`update changes set actor = 'другой' where id = ${ids[2]}`,
    sql`update audit_links set row_hash = sha256('mended') where source = 'change' and row_id = ${ids[2]}`,
  )
  expect((await said()).map(({ kind, batch }) => `${kind} ${batch}`)).toEqual([
    'batch-changed 2',
    'row-changed 2',
  ])
})

test.each([
  [
    'its hash',
    sql`update audit_seals set hash = sha256('x') where batch = 2`,
    ['seal-changed 2', 'seal-changed 3'],
  ],
  [
    'its time',
    sql`update audit_seals set sealed_at = sealed_at - interval '1 day' where batch = 2`,
    ['batch-changed 2'],
  ],
  ['its signature', sql`update audit_seals set signature = 'x' where batch = 2`, ['seal-changed 2']],
  ['its place', sql`update audit_seals set previous_hash = sha256('x') where batch = 3`, ['seal-changed 3']],
])('a seal with %s changed is named', async (_what, statement, expected) => {
  await threeBatches()
  await behindTheBack(statement)
  expect((await said()).map(({ kind, batch }) => `${kind} ${batch}`)).toEqual(expected)
})

test('a seal that is taken away from the middle is named, from the end as well', async () => {
  await threeBatches()
  await behindTheBack(sql`delete from audit_seals where batch = 2`)
  expect((await said()).map(({ kind, batch }) => `${kind} ${batch}`)).toEqual([
    'seal-removed 2',
    'row-inserted 2',
  ])
})

test('the end of the chain taken away with its rows is missed', async () => {
  const ids = await threeBatches()
  await behindTheBack(
    sql`delete from audit_seals where batch = 3`,
    sql`delete from audit_links where batch = 3`,
    sql`delete from changes where id = ${ids[3]}`,
  )
  expect(await said()).toEqual([{ kind: 'tail-removed', batch: 3, rowId: null }])
})

test('a chain made anew by somebody without the key of the folder is not ours', async () => {
  const ids = await threeBatches()
  const stolen = await mkdtemp(join(tmpdir(), 'traektoria-audit-'))
  folders.push(stolen)
  await behindTheBack(
    sql`update changes set actor = 'другой' where id = ${ids[0]}`,
    sql`delete from audit_seals`,
    sql`delete from audit_links`,
  )
  await sealAudit(db, stolen, next())
  const kinds = (await said()).map(({ kind }) => kind)
  expect(kinds).toEqual(['seal-foreign', 'tail-removed'])
})

test('a copy restored beside a new key is verified by the old one, which is told', async () => {
  await threeBatches()
  const restored = await mkdtemp(join(tmpdir(), 'traektoria-audit-'))
  folders.push(restored)
  const before = await verify()
  expect(await verifyAudit(db, restored, next())).toMatchObject({
    ...{ faultCount: 0, headHash: before.headHash },
    earlierKeys: [{ fromBatch: 1, toBatch: 3 }],
  })
  await write()
  await sealAudit(db, restored, next())
  expect(await verifyAudit(db, restored, next())).toMatchObject({ batchCount: 4, faultCount: 0 })
})

test('after a move to a cluster whose transactions are numbered anew nothing is left out and nothing is sealed twice', async () => {
  await threeBatches()
  await behindTheBack(
    // As if the rows were written by a server with other numbers.
    sql`update audit_seals set sealed_below = '99999999'`,
    sql`update changes set transaction_id = '99999990'`,
  )
  await behindTheBack(sql`update audit_seals set cluster = 'another'`)
  const id = await write()
  const { rows } = await seal()
  expect(rows).toBe(1)
  const links = await db
    .selectFrom('audit_links')
    .select(['batch'])
    .where('row_id', '=', id)
    .where('source', '=', 'change')
    .execute()
  expect(links).toEqual([{ batch: 4 }])
})

test('a row whose transaction commits late is sealed later and is no fault', async () => {
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  let late = 0
  let begun = () => {}
  const isBegun = new Promise<void>((resolve) => {
    begun = resolve
  })
  const slow = db.transaction().execute(async (tx) => {
    late = await write(tx, 'поздно')
    begun()
    await held
  })
  await isBegun
  const early = await write()
  expect(early).toBeGreaterThan(late)
  await seal()
  await write()
  await seal()
  expect((await verify()).faultCount).toBe(0)
  release()
  await slow
  expect((await verify()).faultCount).toBe(0)
  expect((await seal()).rows).toBe(1)
  expect(await verify()).toMatchObject({ rowCount: 3, faultCount: 0 })
})

test('several processes that seal at once seal every row once', async () => {
  for (let n = 0; n < 30; n++) await write()
  const done = await Promise.all(Array.from({ length: 5 }, seal))
  expect(done.reduce((sum, { rows }) => sum + rows, 0)).toBe(30)
  expect(await verify()).toMatchObject({ rowCount: 30, faultCount: 0 })
})

test('rows beyond one batch are sealed in several, in one run', async () => {
  await sql`insert into changes (actor, action, subject_kind, subject_id)
    select 'many', 'school.update', 'school', n::text from generate_series(1, 2500) n`.execute(db)
  expect(await seal()).toEqual({ batches: 3, rows: 2500 })
  expect(await verify()).toMatchObject({ batchCount: 3, rowCount: 2500, faultCount: 0 })
})

test('the key is readable by its owner alone and is made once however many ask', async () => {
  await write()
  await Promise.all([seal(), seal(), verify()])
  expect((await stat(join(dataDir, 'audit', 'key.json'))).mode & 0o777).toBe(0o600)
  const key = await readFile(join(dataDir, 'audit', 'key.json'), 'utf8')
  await seal()
  expect(await readFile(join(dataDir, 'audit', 'key.json'), 'utf8')).toBe(key)
})

test('a remembered end that the chain does not hold is told', async () => {
  await threeBatches()
  await writeFile(join(dataDir, 'audit', 'head.json'), JSON.stringify({ batch: 2, hash: 'ab'.repeat(32) }))
  expect(await said()).toEqual([{ kind: 'seal-changed', batch: 2, rowId: null }])
})
