import { join } from 'node:path'
import { sql } from 'kysely'
import { recordChange } from '../../platform/changes.ts'
import type { Db } from '../../platform/db.ts'
import { Problem } from '../../platform/problem.ts'
import { counted } from '../../platform/russian.ts'
import { verifyArchive, writeArchive } from './archive.ts'
import { type Checkpoint, checkpointText } from './chain.ts'
import { lockChain, readCheckpoints } from './chain-queries.ts'
import { SOURCES } from './rows.ts'
import { auditFolder, loadSigningKey, type SigningKey } from './signing-key.ts'
import { verifyAudit } from './verify.ts'

export interface Retained {
  archivePath: string
  rows: number
  checkpoint: Checkpoint
}

/**
 * Moves whole batches with nothing younger than `before` into an archive file and leaves a signed checkpoint in their
 * place; the chain goes on from it. The file is on the disk and read back before a single row is removed.
 * @param folder where the archive goes; the data folder's own by default
 * @throws Problem 'request/conflict' where the log does not fit its seals: what is broken must not be put away.
 *   Undefined where there is nothing that old.
 */
export async function retainAudit(
  db: Db,
  dataDir: string,
  { before, folder, actor, now }: { before: Date; folder?: string | undefined; actor: string; now: Date },
): Promise<Retained | undefined> {
  const { faultCount } = await verifyAudit(db, dataDir, now)
  if (faultCount > 0)
    throw new Problem(
      'request/conflict',
      `Журнал не сходится со своими печатями (${counted(faultCount, ['расхождение', 'расхождения', 'расхождений'])}), в архив ничего не перенесено. Что именно, покажет audit verify.`,
    )
  const key = await loadSigningKey(dataDir, now)
  return db.transaction().execute(async (tx) => {
    await lockChain(tx)
    const last = await lastOldBatch(tx, before)
    if (!last) return undefined
    const previous = (await readCheckpoints(tx)).at(-1)
    const target = folder ?? join(auditFolder(dataDir), 'archive')
    const batches = { fromBatch: (previous?.batch ?? 0) + 1, toBatch: last.batch }
    const { name, sha256 } = await writeArchive(tx, target, batches)
    const archivePath = join(target, name)
    const written = await verifyArchive(archivePath)
    if (written.chainHash !== last.hash || written.sha256 !== sha256)
      throw new Error(`the archive ${archivePath} does not hold what was sealed`)
    const checkpoint: Checkpoint = {
      ...{ batch: last.batch, madeAt: now, madeBy: actor, lastSeq: last.lastSeq, lastAt: last.lastAt },
      ...{ sealedBelow: last.sealedBelow, cluster: last.cluster, chainHash: last.hash },
      ...{ archiveName: name, archiveSha256: sha256, previousBatch: previous?.batch ?? null },
    }
    await removeUpTo(tx, last.batch)
    await writeCheckpoint(tx, key, checkpoint)
    await recordChange(tx, {
      ...{ actor, action: 'audit.retain', subjectKind: 'audit', subjectId: last.batch },
      after: { ...batches, rows: written.rowCount, archive: name, sha256 },
    })
    return { archivePath, rows: written.rowCount, checkpoint }
  })
}

interface OldBatch {
  batch: number
  lastSeq: number
  lastAt: Date
  sealedBelow: string
  cluster: string
  hash: string
}

/** The last of the batches from the beginning on that hold nothing younger: a younger one among them ends the archive. */
async function lastOldBatch(tx: Db, before: Date): Promise<OldBatch | undefined> {
  const { rows } = await sql<OldBatch>`
    select batch, last_seq as "lastSeq", last_at as "lastAt", sealed_below::text as "sealedBelow", cluster,
      encode(hash, 'hex') as hash
    from audit_seals
    where last_at < ${before} and batch < coalesce((select min(batch) from audit_seals where last_at >= ${before}), 2147483647)
    order by batch desc limit 1`.execute(tx)
  return rows[0]
}

async function removeUpTo(tx: Db, batch: number): Promise<void> {
  await sql`set local traektoria.audit_retention = 'on'`.execute(tx)
  for (const [source, { table }] of Object.entries(SOURCES))
    await sql`delete from ${sql.table(table)} t using audit_links l
      where l.source = ${source} and l.row_id = t.id and l.batch <= ${batch}`.execute(tx)
  await sql`delete from audit_links where batch <= ${batch}`.execute(tx)
  await sql`delete from audit_seals where batch <= ${batch}`.execute(tx)
  await sql`set local traektoria.audit_retention = 'off'`.execute(tx)
}

async function writeCheckpoint(tx: Db, key: SigningKey, checkpoint: Checkpoint): Promise<void> {
  await tx
    .insertInto('audit_checkpoints')
    .values({
      batch: checkpoint.batch,
      made_at: checkpoint.madeAt,
      made_by: checkpoint.madeBy,
      last_seq: checkpoint.lastSeq,
      last_at: checkpoint.lastAt,
      sealed_below: checkpoint.sealedBelow,
      cluster: checkpoint.cluster,
      chain_hash: Buffer.from(checkpoint.chainHash, 'hex'),
      archive_name: checkpoint.archiveName,
      archive_sha256: checkpoint.archiveSha256,
      previous_batch: checkpoint.previousBatch,
      public_key: key.publicKey,
      signature: key.sign(checkpointText(checkpoint)),
    })
    .execute()
}
