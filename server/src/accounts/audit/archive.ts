import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../platform/db.ts'
import { syncFolder } from '../../platform/files.ts'
import { Problem } from '../../platform/problem.ts'
import { GENESIS, sealHash, sha256Hex, signedText } from './chain.ts'
import { readSeals, type SealWithLinks } from './chain-queries.ts'
import { rowsOf } from './rows.ts'
import { isSigned } from './signing-key.ts'

const SEALS_AT_ONCE = 20

/**
 * An archive is lines of JSON, compressed: a seal, then the canonical texts of its rows in their order, then the next seal.
 * It can be verified by itself, years later, without a database.
 */
const SealLine = z.object({
  ...{
    seal: z.number().int(),
    sealedAt: z.iso.datetime(),
    firstSeq: z.number().int(),
    lastSeq: z.number().int(),
  },
  ...{ firstAt: z.iso.datetime(), lastAt: z.iso.datetime(), sealedBelow: z.string(), cluster: z.string() },
  ...{ previousHash: z.string(), hash: z.string(), publicKey: z.string(), signature: z.string() },
})
const RowLine = z.object({ seq: z.number().int(), text: z.string() })

/** Writes the batches up to one into a file that is whole under its name or is not there. @returns its name and sha-256 */
export async function writeArchive(
  db: Db,
  folder: string,
  { fromBatch, toBatch }: { fromBatch: number; toBatch: number },
): Promise<{ name: string; sha256: string }> {
  const name = `audit-${fromBatch}-${toBatch}.jsonl.gz`
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const aside = join(folder, `${name}.part`)
  try {
    const file = await open(aside, 'w', 0o600)
    await pipeline(
      Readable.from(archiveLines(db, fromBatch - 1, toBatch)),
      createGzip(),
      file.createWriteStream({ flush: true }),
    )
    const sha256 = await hashFile(aside)
    await rename(aside, join(folder, name))
    await syncFolder(folder)
    return { name, sha256 }
  } catch (error) {
    await rm(aside, { force: true })
    throw error
  }
}

async function* archiveLines(db: Db, afterBatch: number, toBatch: number): AsyncGenerator<string> {
  for (let last = afterBatch; last < toBatch; ) {
    const seals = await readSeals(db, last, SEALS_AT_ONCE, sql`s.batch <= ${toBatch}`)
    for (const seal of seals) {
      yield `${JSON.stringify(sealLine(seal))}\n`
      for (const row of await batchRows(db, seal.batch)) yield `${JSON.stringify(row)}\n`
      last = seal.batch
    }
  }
}

function sealLine({ batch, signature, rowHashes: _, linkCount: __, ...seal }: SealWithLinks) {
  return { seal: batch, ...seal, signature: signature.toString('base64') }
}

async function batchRows(db: Db, batch: number): Promise<z.infer<typeof RowLine>[]> {
  const { rows } = await sql<z.infer<typeof RowLine>>`
    select l.seq, r.text from audit_links l join ${rowsOf('change', sql`id in (select row_id from audit_links where batch = ${batch} and source = 'change')`)} r
      on l.row_id = r.row_id where l.batch = ${batch} and l.source = 'change'
    union all
    select l.seq, r.text from audit_links l join ${rowsOf('access', sql`id in (select row_id from audit_links where batch = ${batch} and source = 'access')`)} r
      on l.row_id = r.row_id where l.batch = ${batch} and l.source = 'access'
    order by seq`.execute(db)
  return rows
}

export interface ArchiveVerification {
  fromBatch: number
  toBatch: number
  rowCount: number
  /** Of its last seal: the checkpoint says the same. */
  chainHash: string
  /** What stood before its first seal. */
  previousHash: string
  sha256: string
  publicKeys: string[]
}

/**
 * Reads an archive and proves that each row is what was sealed and each seal follows the one before.
 * @throws Problem 'request/invalid' with the first place where it is not
 */
export async function verifyArchive(path: string): Promise<ArchiveVerification> {
  const found: ArchiveVerification = {
    ...{ fromBatch: 0, toBatch: 0, rowCount: 0, chainHash: GENESIS, previousHash: GENESIS },
    ...{ sha256: await hashFile(path), publicKeys: [] },
  }
  const keys = new Set<string>()
  let open: { seal: z.infer<typeof SealLine>; hashes: Buffer[] } | undefined
  const close = () => {
    if (!open) return
    const { seal, hashes } = open
    const header = {
      ...seal,
      batch: seal.seal,
      sealedAt: new Date(seal.sealedAt),
      firstAt: new Date(seal.firstAt),
      lastAt: new Date(seal.lastAt),
    }
    const isWhole = sealHash(header, Buffer.concat(hashes)) === seal.hash
    if (
      !isWhole ||
      !isSigned(signedText(header, seal.hash), Buffer.from(seal.signature, 'base64'), seal.publicKey)
    )
      throw new Problem(
        'request/invalid',
        `В архиве изменена пачка ${seal.seal}: её записи не сходятся с печатью.`,
      )
    found.rowCount += hashes.length
    found.chainHash = seal.hash
    keys.add(seal.publicKey)
  }
  for await (const line of linesOf(path)) {
    if ('seal' in line) {
      const seal = parse(SealLine, line)
      close()
      if (open && (seal.previousHash !== found.chainHash || seal.seal !== found.toBatch + 1))
        throw new Problem('request/invalid', `В архиве нет пачки между ${found.toBatch} и ${seal.seal}.`)
      if (!open) Object.assign(found, { fromBatch: seal.seal, previousHash: seal.previousHash })
      open = { seal, hashes: [] }
      found.toBatch = seal.seal
    } else {
      open?.hashes.push(Buffer.from(sha256Hex(parse(RowLine, line).text), 'hex'))
    }
  }
  close()
  if (!open) throw new Problem('request/invalid', 'В архиве нет ни одной печати.')
  return { ...found, publicKeys: [...keys] }
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

async function* linesOf(path: string): AsyncGenerator<object> {
  const text = createReadStream(path).pipe(createGunzip())
  // readline does not pass on what its input says of itself.
  const broken = new Promise<never>((_, reject) => text.once('error', reject))
  broken.catch(() => {})
  const lines = createInterface({ input: text, crlfDelay: Number.POSITIVE_INFINITY })[Symbol.asyncIterator]()
  for (;;) {
    const next = await Promise.race([lines.next(), broken]).catch(() => unreadable())
    if (next.done) return
    yield readLine(next.value)
  }
}

function readLine(line: string): object {
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value === 'object' && value !== null) return value
  } catch {
    // Said below, as of any other line that is not ours.
  }
  return unreadable()
}

function parse<T>(schema: z.ZodType<T>, line: object): T {
  const read = schema.safeParse(line)
  return read.success ? read.data : unreadable()
}

function unreadable(): never {
  throw new Problem('request/invalid', 'Файл повреждён или это не архив журнала.')
}
