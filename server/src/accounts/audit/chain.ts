import { createHash } from 'node:crypto'

/** What a seal says of its batch of rows. Hashes are hexadecimal. */
export interface SealHeader {
  batch: number
  sealedAt: Date
  firstSeq: number
  lastSeq: number
  firstAt: Date
  lastAt: Date
  /** Every row of an older transaction of `cluster` is sealed in this batch or before it. */
  sealedBelow: string
  cluster: string
  previousHash: string
}

export interface Checkpoint {
  batch: number
  madeAt: Date
  madeBy: string
  lastSeq: number
  lastAt: Date
  sealedBelow: string
  cluster: string
  chainHash: string
  archiveName: string
  archiveSha256: string
  previousBatch: number | null
}

/** What stands before the first seal. */
export const GENESIS = '0'.repeat(64)

/** @param rowHashes the 32-byte hashes of the batch's rows one after another, in the order of their numbers */
export function sealHash(header: SealHeader, rowHashes: Uint8Array): string {
  return createHash('sha256').update(sealText(header)).update(rowHashes).digest('hex')
}

const sealText = (seal: SealHeader): string =>
  JSON.stringify([
    ...['seal 1', seal.previousHash, seal.batch, seal.firstSeq, seal.lastSeq, seal.firstAt, seal.lastAt],
    ...[seal.sealedAt, seal.sealedBelow, seal.cluster],
  ])

/** What is signed of a seal: its hash holds everything else. */
export const signedText = ({ batch }: { batch: number }, hash: string): string =>
  `traektoria audit seal ${batch} ${hash}`

/** What is signed of a checkpoint. */
export const checkpointText = (checkpoint: Checkpoint): string =>
  JSON.stringify([
    ...['checkpoint 1', checkpoint.batch, checkpoint.madeAt, checkpoint.madeBy, checkpoint.lastSeq],
    ...[checkpoint.lastAt, checkpoint.sealedBelow, checkpoint.cluster, checkpoint.chainHash],
    ...[checkpoint.archiveName, checkpoint.archiveSha256, checkpoint.previousBatch],
  ])

export const sha256Hex = (data: Uint8Array | string): string =>
  createHash('sha256').update(data).digest('hex')
