import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../platform/db.ts'
import { checkpointText, GENESIS, sealHash, signedText } from './chain.ts'
import {
  readCheckpoints,
  readCluster,
  readSeals,
  type SealWithLinks,
  type SignedCheckpoint,
} from './chain-queries.ts'
import { type Fault, fault } from './faults.ts'
import { readHead } from './head-file.ts'
import { hashOf, rowsOf, SOURCES, type Source } from './rows.ts'
import { isSigned, loadSigningKey, type SigningKey } from './signing-key.ts'

const SEALS_AT_ONCE = 100
/** A longer list of broken rows is no longer read; how many there are is said. */
const SHOWN_FAULTS = 100
/** No transaction of ours is open longer, so a row that is older than the seal before it by more was not written by us. */
const OLDEST_AGAINST_SEAL = sql`interval '-12 hours'`

export interface Verification {
  batchCount: number
  rowCount: number
  /** Of the last seal, hexadecimal: whoever has written it down can compare. */
  headHash: string
  faultCount: number
  faults: Fault[]
  /** Seals by keys that are not this folder's, older than its own key: those of a restored copy. */
  earlierKeys: { publicKey: string; fromBatch: number; toBatch: number }[]
}

interface Walk {
  key: SigningKey
  batch: number
  hash: string
  faults: Fault[]
  earlierKeys: Verification['earlierKeys']
  /** Batches with another number of links than was sealed. */
  thinned: number[]
}

/** Compares every row with what was sealed, every seal with the one before it, and the end with what the server remembers. */
export async function verifyAudit(db: Db, dataDir: string, now: Date): Promise<Verification> {
  const key = await loadSigningKey(dataDir, now)
  const head = await readHead(dataDir)
  const view = db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only')
  return view.execute(async (tx) => {
    const walk: Walk = { key, batch: 0, hash: GENESIS, faults: [], earlierKeys: [], thinned: [] }
    checkCheckpoints(walk, await readCheckpoints(tx))
    let batchCount = 0
    for (;;) {
      const seals = await readSeals(tx, walk.batch, SEALS_AT_ONCE)
      for (const seal of seals) {
        checkSeal(walk, seal)
        // What the server remembers of the end is a hash that must be on the way.
        if (seal.batch === head?.batch && seal.hash !== head.hash)
          walk.faults.push(fault('seal-changed', { batch: seal.batch }))
      }
      batchCount += seals.length
      if (seals.length < SEALS_AT_ONCE) break
    }
    if (head && head.batch > walk.batch) walk.faults.push(fault('tail-removed', { batch: head.batch }))
    const rows = await checkRows(tx)
    const faults = [...walk.faults, ...(await lostNumbers(tx, walk.thinned)), ...rows.faults]
    return {
      ...{ batchCount, rowCount: rows.count, headHash: walk.hash, earlierKeys: walk.earlierKeys },
      ...{ faultCount: faults.length + rows.more, faults: faults.slice(0, SHOWN_FAULTS) },
    }
  })
}

function checkCheckpoints(walk: Walk, checkpoints: SignedCheckpoint[]): void {
  for (const checkpoint of checkpoints) {
    const follows = checkpoint.previousBatch === (walk.batch === 0 ? null : walk.batch)
    const isTrue = follows && isSigned(checkpointText(checkpoint), checkpoint.signature, checkpoint.publicKey)
    if (!isTrue || !knowsKey(walk, checkpoint.publicKey, checkpoint.batch, checkpoint.madeAt))
      walk.faults.push(fault('checkpoint-changed', { batch: checkpoint.batch }))
    walk.batch = checkpoint.batch
    walk.hash = checkpoint.chainHash
  }
}

function checkSeal(walk: Walk, seal: SealWithLinks): void {
  const at = { batch: seal.batch }
  for (let lost = walk.batch + 1; lost < seal.batch && walk.faults.length < SHOWN_FAULTS; lost++)
    walk.faults.push(fault('seal-removed', { batch: lost }))
  const isNext = seal.batch === walk.batch + 1
  const isSealed = isSigned(signedText(seal, seal.hash), seal.signature, seal.publicKey)
  if ((isNext && seal.previousHash !== walk.hash) || !isSealed) walk.faults.push(fault('seal-changed', at))
  else if (!knowsKey(walk, seal.publicKey, seal.batch, seal.sealedAt))
    walk.faults.push(fault('seal-foreign', at))
  // Nothing can be said of rows by a seal that is not ours.
  else if (sealHash(seal, seal.rowHashes) !== seal.hash) walk.faults.push(fault('batch-changed', at))
  if (seal.linkCount !== seal.lastSeq - seal.firstSeq + 1) walk.thinned.push(seal.batch)
  walk.batch = seal.batch
  walk.hash = seal.hash
}

/** Another key may have signed before this folder had one of its own, on the machine that a copy was made of; not later. */
function knowsKey({ key, earlierKeys }: Walk, publicKey: string, batch: number, at: Date): boolean {
  if (publicKey === key.publicKey) return true
  if (at >= key.createdAt) return false
  const last = earlierKeys.at(-1)
  if (last?.publicKey === publicKey) last.toBatch = batch
  else earlierKeys.push({ publicKey, fromBatch: batch, toBatch: batch })
  return true
}

/** Numbers whose link was taken away together with the row: what it said is gone, that it was there is not. */
async function lostNumbers(tx: Db, batches: number[]): Promise<Fault[]> {
  if (batches.length === 0) return []
  const { rows } = await sql<{ batch: number; seq: number }>`
    select s.batch, seq from audit_seals s, generate_series(s.first_seq, s.last_seq) seq
    where s.batch = any(${batches}) and not exists (select from audit_links l where l.seq = seq.seq)
    order by seq limit ${SHOWN_FAULTS}`.execute(tx)
  return rows.map((place) => fault('row-removed', place))
}

interface FoundRow {
  kind: Fault['kind']
  batch: number | null
  seq: number | null
  source: Source
  rowId: number
  total: number
}

/** Rows against their links: changed, removed, and those that have none and should have had one. */
async function checkRows(tx: Db): Promise<{ count: number; faults: Fault[]; more: number }> {
  const { rows: counted } = await sql<{ count: number }>`select count(*) as count from audit_links`.execute(
    tx,
  )
  const faults: Fault[] = []
  let more = 0
  for (const source of ['change', 'access'] as const) {
    for (const question of [
      changedRows(source),
      looseLinks(source),
      await insertedRows(tx, source),
      backdatedRows(source),
    ]) {
      const { rows } = await sql<FoundRow>`
        select *, count(*) over () as total from (${question}) found order by seq limit ${SHOWN_FAULTS}`.execute(
        tx,
      )
      for (const { kind, batch, seq, rowId } of rows) faults.push({ kind, batch, seq, source, rowId })
      more += (rows[0]?.total ?? 0) - rows.length
    }
  }
  return { count: counted[0]!.count, faults, more }
}

const changedRows = (source: Source): RawBuilder<unknown> => sql`
  select case when r.row_id is null then 'row-removed' else 'row-changed' end as kind, l.batch, l.seq, l.row_id as "rowId"
  from audit_links l left join ${rowsOf(source)} r on r.row_id = l.row_id
  where l.source = ${source} and ${hashOf(sql.ref('r.text'))} is distinct from l.row_hash`

/** Links that no seal has counted. */
const looseLinks = (source: Source): RawBuilder<unknown> => sql`
  select 'row-inserted' as kind, l.batch, l.seq, l.row_id as "rowId" from audit_links l
  left join audit_seals s on s.batch = l.batch and l.seq between s.first_seq and s.last_seq
  where l.source = ${source} and s.batch is null`

/** The last seal says below which transaction nothing was left unsealed; numbers of another cluster say nothing. */
async function insertedRows(tx: Db, source: Source): Promise<RawBuilder<unknown>> {
  const { cluster } = await readCluster(tx)
  return sql`
    select 'row-inserted' as kind, null::integer as batch, null::bigint as seq, r.row_id as "rowId"
    from ${rowsOf(
      source,
      sql`transaction_id < (select sealed_below from audit_seals where cluster = ${cluster} order by batch desc limit 1)`,
    )} r
    where not exists (select from audit_links l where l.source = ${source} and l.row_id = r.row_id)`
}

/** Rows that say they are older than the run of sealing before the one that found them, by more than any transaction lasts. */
function backdatedRows(source: Source): RawBuilder<unknown> {
  const { table, at } = SOURCES[source]
  return sql`
    select 'row-backdated' as kind, l.batch, l.seq, t.id as "rowId"
    from ${sql.table(table)} t
    left join audit_links l on l.source = ${source} and l.row_id = t.id
    left join (select batch, run.earlier from audit_seals join
      (select sealed_at, lag(sealed_at) over (order by sealed_at) as earlier
        from (select distinct sealed_at from audit_seals) runs) run using (sealed_at)) s on s.batch = l.batch
    where ${sql.ref(`t.${at}`)} < ${OLDEST_AGAINST_SEAL}
      + case when l.batch is null then (select max(sealed_at) from audit_seals) else s.earlier end`
}
