import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { unzipSync } from 'fflate'
import { sql } from 'kysely'
import type { Db } from '../src/platform/db.ts'

/** Cyrillic letters of Windows-1251; the rest of the words under test is ASCII. */
function cp1251(text: string): Buffer {
  return Buffer.from(
    [...text].map((letter) => {
      const code = letter.charCodeAt(0)
      if (code >= 0x410 && code <= 0x44f) return code - 0x410 + 0xc0
      return letter === 'ё' ? 0xb8 : letter === 'Ё' ? 0xa8 : code
    }),
  )
}

const inAllEncodings = (word: string): Buffer[] => {
  const utf16 = Buffer.from(word, 'utf16le')
  const all = [Buffer.from(word), utf16, Buffer.from(utf16).swap16(), cp1251(word)]
  const isAscii = /^[\x20-\x7e]*$/.test(word)
  return isAscii ? all.slice(0, 3) : all
}

/** The words that stand in the bytes, in any of the encodings these files come in, and inside zip archives. */
export function wordsIn(bytes: Buffer, words: readonly string[]): string[] {
  const found = words.filter((word) => inAllEncodings(word).some((form) => bytes.includes(form)))
  if (bytes.subarray(0, 4).toString('latin1') !== 'PK\x03\x04') return found
  try {
    const parts = Object.values(unzipSync(bytes))
    return [...new Set([...found, ...parts.flatMap((part) => wordsIn(Buffer.from(part), words))])]
  } catch {
    return found
  }
}

/** Every file under a folder that holds one of the words; Parquet is searched as bytes and value by value. */
export async function filesWith(folder: string, words: readonly string[]): Promise<string[]> {
  const leaks: string[] = []
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  for (const entry of entries) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    // A file of PostgreSQL may be gone by now.
    const bytes = await readFile(path).catch(() => Buffer.alloc(0))
    const found = [
      ...wordsIn(bytes, words),
      ...(entry.name.endsWith('.parquet') ? await wordsInParquet(path, words) : []),
    ]
    if (found.length > 0) leaks.push(`${path}: ${found.join(', ')}`)
  }
  return leaks
}

async function wordsInParquet(path: string, words: readonly string[]): Promise<string[]> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    const rows = await connection.runAndReadAll(`select r::varchar from read_parquet('${path}') r`)
    return wordsIn(Buffer.from(JSON.stringify(rows.getRows())), words)
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

/** Every table that holds one of the words: on disk PostgreSQL packs long values, so its own words are read. */
export async function tablesWith(db: Db, words: readonly string[]): Promise<string[]> {
  const tables = await sql<{ name: string }>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema')`.execute(db)
  const leaks: string[] = []
  for (const { name } of tables.rows) {
    const { rows } = await sql<{ row: string }>`select t::text as row from ${sql.raw(name)} t`.execute(db)
    const found = wordsIn(Buffer.from(rows.map(({ row }) => row).join('\n')), words)
    if (found.length > 0) leaks.push(`${name}: ${found.join(', ')}`)
  }
  return leaks
}
