import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../platform/db.ts'
import { type Checkpoint, GENESIS, type SealHeader } from './chain.ts'

/** One at a time seals or retains, whichever process it is in. */
const LOCK = 7_203_850_414

export const lockChain = (tx: Db): Promise<unknown> => sql`select pg_advisory_xact_lock(${LOCK})`.execute(tx)

/** Where the chain ends, and what the next seal stands on. */
export interface Tip {
  batch: number
  seq: number
  hash: string
  sealedBelow: string
  cluster: string
  sealedAt: Date | null
}

export interface SignedSeal extends SealHeader {
  hash: string
  publicKey: string
  signature: Buffer
}

export interface SignedCheckpoint extends Checkpoint {
  publicKey: string
  signature: Buffer
}

export async function readTip(db: Db): Promise<Tip> {
  const { rows } = await sql<Tip>`
    select batch, last_seq as seq, encode(hash, 'hex') as hash, sealed_below::text as "sealedBelow", cluster,
      sealed_at as "sealedAt" from audit_seals
    union all
    select batch, last_seq, encode(chain_hash, 'hex'), sealed_below::text, cluster, null from audit_checkpoints
    order by batch desc, "sealedAt" nulls last limit 1`.execute(db)
  return rows[0] ?? { batch: 0, seq: 0, hash: GENESIS, sealedBelow: '0', cluster: '', sealedAt: null }
}

/** Names the cluster whose transactions are numbered: after a restore elsewhere their numbers begin anew. */
export async function readCluster(db: Db): Promise<{ cluster: string; below: string }> {
  const { rows } = await sql<{ cluster: string; below: string }>`
    select system_identifier::text as cluster, pg_snapshot_xmin(pg_current_snapshot())::text as below
    from pg_control_system()`.execute(db)
  return rows[0]!
}

const SEAL = sql`s.batch, s.sealed_at as "sealedAt", s.first_seq as "firstSeq", s.last_seq as "lastSeq",
  s.first_at as "firstAt", s.last_at as "lastAt", s.sealed_below::text as "sealedBelow", s.cluster,
  encode(s.previous_hash, 'hex') as "previousHash", encode(s.hash, 'hex') as hash, s.public_key as "publicKey", s.signature`

export interface SealWithLinks extends SignedSeal {
  linkCount: number
  /** Of its links in order, one after another. */
  rowHashes: Buffer
}

/** Seals after a batch with the hashes of their links, in order. */
export async function readSeals(
  db: Db,
  afterBatch: number,
  limit: number,
  condition: RawBuilder<unknown> = sql`true`,
): Promise<SealWithLinks[]> {
  const { rows } = await sql<SealWithLinks>`
    select ${SEAL}, l.count as "linkCount", l.hashes as "rowHashes" from audit_seals s
    left join lateral (select count(*) as count, coalesce(string_agg(row_hash, ''::bytea order by seq), ''::bytea) as hashes
      from audit_links where audit_links.batch = s.batch) l on true
    where s.batch > ${afterBatch} and ${condition} order by s.batch limit ${limit}`.execute(db)
  return rows
}

export async function readCheckpoints(db: Db): Promise<SignedCheckpoint[]> {
  const { rows } = await sql<SignedCheckpoint>`
    select batch, made_at as "madeAt", made_by as "madeBy", last_seq as "lastSeq", last_at as "lastAt",
      sealed_below::text as "sealedBelow", cluster, encode(chain_hash, 'hex') as "chainHash",
      archive_name as "archiveName", archive_sha256 as "archiveSha256", previous_batch as "previousBatch",
      public_key as "publicKey", signature
    from audit_checkpoints order by batch`.execute(db)
  return rows
}
