import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../../../test/database.ts'
import { recordChange } from '../../platform/changes.ts'
import { verifyArchive } from './archive.ts'
import { recordAccess } from './record-access.ts'
import { retainAudit } from './retain.ts'
import { sealAudit } from './seal.ts'
import { verifyAudit } from './verify.ts'

const { db } = await testDatabase()
const dataDir = await mkdtemp(join(tmpdir(), 'traektoria-audit-'))
afterAll(() => rm(dataDir, { recursive: true }))

let minute = 0
const next = () => new Date(Date.now() + ++minute * 60_000)
const write = (name: string) =>
  recordChange(db, {
    ...{ actor: 'rita', action: 'school.rename', subjectKind: 'school', subjectId: 1, after: { name } },
  })
const look = () =>
  recordAccess(db, {
    ...{ at: new Date(), kind: 'read', action: 'school.read', result: 'done', actor: null },
  })
const count = async (table: 'changes' | 'accesses' | 'audit_links' | 'audit_seals') =>
  Number((await db.selectFrom(table).select(db.fn.countAll().as('n')).executeTakeFirstOrThrow()).n)

const soon = new Date(Date.now() + 3_600_000)
const retain = (before = soon) => retainAudit(db, dataDir, { before, actor: 'rita', now: next() })

test('old batches move into a file, a signed checkpoint stands in their place, and the chain goes on from it', async () => {
  await write('первое')
  await look()
  await sealAudit(db, dataDir, next())
  await write('второе')
  await sealAudit(db, dataDir, next())
  const before = await verifyAudit(db, dataDir, next())

  const retained = await retain()
  expect(retained).toMatchObject({
    rows: 3,
    checkpoint: { batch: 2, lastSeq: 3, chainHash: before.headHash, previousBatch: null },
  })
  expect([await count('accesses'), await count('audit_seals'), await count('audit_links')]).toEqual([0, 0, 0])
  // What is left is the record of this very move.
  expect((await db.selectFrom('changes').select('action').execute()).map(({ action }) => action)).toEqual([
    'audit.retain',
  ])
  expect(await verifyAudit(db, dataDir, next())).toMatchObject({
    batchCount: 0,
    faultCount: 0,
    headHash: before.headHash,
  })

  await sealAudit(db, dataDir, next())
  expect(await verifyAudit(db, dataDir, next())).toMatchObject({ batchCount: 1, rowCount: 1, faultCount: 0 })
  expect(await db.selectFrom('audit_seals').select(['batch', 'first_seq']).execute()).toEqual([
    { batch: 3, first_seq: 4 },
  ])
})

test('a second move starts where the first one ended, and both archives stand by themselves', async () => {
  await write('третье')
  await sealAudit(db, dataDir, next())
  const retained = await retain()
  expect(retained?.checkpoint).toMatchObject({ batch: 4, previousBatch: 2 })
  const [first, second] = await Promise.all(
    ['audit-1-2.jsonl.gz', 'audit-3-4.jsonl.gz'].map((name) =>
      verifyArchive(join(dataDir, 'audit', 'archive', name)),
    ),
  )
  expect(first).toMatchObject({ fromBatch: 1, toBatch: 2, rowCount: 3 })
  expect(second).toMatchObject({ fromBatch: 3, toBatch: 4, previousHash: first!.chainHash })
  const checkpoints = await db
    .selectFrom('audit_checkpoints')
    .select('archive_sha256')
    .orderBy('batch')
    .execute()
  expect(checkpoints.map(({ archive_sha256 }) => archive_sha256)).toEqual([first!.sha256, second!.sha256])
})

test('nothing old enough moves nothing', async () => {
  expect(await retain(new Date('2001-01-01'))).toBeUndefined()
})

test('an archive in which a row was changed, removed or put in is refused with its batch', async () => {
  const path = join(dataDir, 'audit', 'archive', 'audit-1-2.jsonl.gz')
  const lines = gunzipSync(await readFile(path))
    .toString()
    .trimEnd()
    .split('\n')
  const rewritten = async (changed: string[]) => {
    const copy = join(dataDir, 'copy.gz')
    await writeFile(copy, gzipSync(`${changed.join('\n')}\n`))
    return verifyArchive(copy)
  }
  await expect(rewritten(lines)).resolves.toMatchObject({ rowCount: 3 })
  await expect(rewritten(lines.map((line) => line.replace('первое', 'иначе')))).rejects.toThrow(
    'изменена пачка 1',
  )
  await expect(rewritten(lines.toSpliced(1, 1))).rejects.toThrow('изменена пачка 1')
  await expect(rewritten([...lines, lines.at(-1)!])).rejects.toThrow('изменена пачка 2')
  await expect(rewritten(lines.slice(3))).resolves.toMatchObject({ fromBatch: 2, rowCount: 1 })
  await expect(rewritten(['null', ...lines])).rejects.toThrow('повреждён')
  await writeFile(join(dataDir, 'cut.gz'), (await readFile(path)).subarray(0, 60))
  await expect(verifyArchive(join(dataDir, 'cut.gz'))).rejects.toThrow('повреждён')
})

test('a checkpoint that was changed is named', async () => {
  await db.transaction().execute(async (tx) => {
    await sql`set local session_replication_role = replica`.execute(tx)
    await sql`update audit_checkpoints set archive_sha256 = 'x' where batch = 2`.execute(tx)
  })
  expect((await verifyAudit(db, dataDir, next())).faults).toMatchObject([
    { kind: 'checkpoint-changed', batch: 2 },
  ])
})

test('a log that does not fit its seals is not put away', async () => {
  const files = await readdir(join(dataDir, 'audit', 'archive'))
  await expect(retain()).rejects.toThrow('не сходится')
  expect(await readdir(join(dataDir, 'audit', 'archive'))).toEqual(files)
})
