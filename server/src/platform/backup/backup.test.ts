import { createHash, randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import { extract, pack } from 'tar-stream'
import { expect, onTestFinished, test } from 'vitest'
import { testDatabase } from '../../../test/database.ts'
import { hasDebianServer, startDebianServer } from '../../../test/debian-server.ts'
import { asAdmin, withDatabase } from '../../../test/test-server.ts'
import { openDatabase } from '../db.ts'
import { unlessBackup } from '../deletion-lock.ts'
import { type Migration, migrate } from '../migrate.ts'
import { checkBackup, restoreBackup } from './restore-backup.ts'
import { listTables, SAME_TEXT, tableDigest } from './tables.ts'
import { writeBackup } from './write-backup.ts'

const { url } = await testDatabase()

async function emptyDatabase(server = url) {
  const name = `traektoria_test_copy_${randomBytes(5).toString('hex')}`
  await asAdmin(server, (client) => client.query(`create database ${name}`))
  const database = openDatabase(withDatabase(server, name))
  onTestFinished(async () => {
    await database.close()
    await asAdmin(server, (client) => client.query(`drop database ${name} with (force)`))
  })
  return database
}

async function newFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'traektoria-copy-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await mkdir(join(folder, 'data'))
  return { dataDir: join(folder, 'data'), out: join(folder, 'copy.tar') }
}

const migration = (name: string, sql: string): Migration => ({
  name,
  sql,
  sha256: createHash('sha256').update(sql).digest('hex'),
})

/** Everything that makes loading hard: a circle of keys, a key to itself, rows that refuse change, an order of its own. */
const HARD = migration(
  '0001_hard',
  `create table installation (key text constraint installation_pk primary key, value jsonb not null);
   create table schools (id integer generated always as identity constraint schools_pk primary key,
     name text not null, head_id integer, parent_id integer constraint schools_parent_fk references schools,
     title text generated always as ('Школа ' || name) stored);
   create table people (id bigserial constraint people_pk primary key,
     school_id integer not null constraint people_school_fk references schools on delete cascade);
   alter table schools add constraint schools_head_fk foreign key (head_id) references people (id)
     deferrable initially deferred;
   create table papers (code text constraint papers_pk primary key, body jsonb, bytes bytea, at timestamptz, share numeric,
     exact float8, words text[], long interval, held date);
   create table journal (line text, n integer);
   create function refuse() returns trigger language plpgsql as $$ begin raise exception 'frozen'; end $$;
   create trigger papers_frozen before update or delete on papers for each row execute function refuse();
   create trigger papers_kept before truncate on papers execute function refuse();
   insert into papers (code) values ('made by the migration');`,
)
const LATER = migration('0002_later', 'alter table people add column nickname text')

async function fillHard(pool: pg.Pool) {
  await pool.query(`
    insert into installation values ('database-id', '"one"'), ('demo', 'true');
    insert into schools (name, parent_id) select 'ё' || n, nullif(n / 2, 0) from generate_series(1, 500) n;
    insert into people (school_id) select id from schools;
    update schools set head_id = (select min(id) from people where school_id = schools.id) where id % 3 = 0;
    select setval('people_id_seq', 70000);
    insert into papers values
      ('ёлка', '{"a": "\\\\n\\\\\\\\", "b": 1.10}', '\\x00ff0a5c', 'infinity', 1.10, 0.1::float8 + 0.2::float8, '{"a,b",NULL,"\\\\N"}', '1 mon 2 days 03:04', '0044-03-15 BC'),
      ('Яма', null, null, '2026-11-22 08:00:00.123456+03', 'NaN', '-Infinity', '{}', null, null),
      (E'tab\\tline\\nback\\\\slash\\r.', 'null', '', null, null, null, null, null, null);
    insert into journal select case when n % 7 = 0 then null else E'\\\\.' || n end, n from generate_series(1, 1000) n;`)
}

async function digests(pool: pg.Pool) {
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query(SAME_TEXT)
    const all: Record<string, unknown> = {}
    for (const table of await listTables(client)) all[table.name] = await tableDigest(client, table)
    await client.query('rollback')
    return all
  } finally {
    client.release()
  }
}

/** Constraints (18 counts `not null` among them, 15 does not), triggers, indexes: as the server says them. */
const schemaOf = async (pool: pg.Pool) =>
  (
    await pool.query(`
      select conrelid::regclass::text || ' ' || conname || ' ' || pg_get_constraintdef(oid) as it from pg_constraint
        where connamespace = 'public'::regnamespace and contype <> 'n'
      union all select tgrelid::regclass::text || ' ' || tgname || ' ' || tgenabled::text from pg_trigger where not tgisinternal
      union all select indexdef from pg_indexes where schemaname = 'public' order by 1`)
  ).rows.map(({ it }) => it as string)

const options = (pool: pg.Pool, folder: { dataDir: string; out: string }) => ({
  ...{ pool, ...folder, version: '1.2.3', now: new Date('2026-11-22T08:00:00Z') },
  named: async () => [],
})

async function hardBackup() {
  const source = await emptyDatabase()
  await migrate(source.pool, [HARD])
  await fillHard(source.pool)
  const folder = await newFolder()
  await mkdir(join(folder.dataDir, 'files'))
  await mkdir(join(folder.dataDir, 'bank', 'Материалы'), { recursive: true })
  await mkdir(join(folder.dataDir, 'postgres'))
  const files: Record<string, string> = {
    [`files/${'a'.repeat(64)}`]: 'Код;Балл\n',
    [`files/${'b'.repeat(64)}`]: '',
    'bank/Материалы/Очень длинное название документа, которое не помещается в старый заголовок архива.docx':
      'x'.repeat(70_000),
  }
  for (const [path, text] of Object.entries(files)) await writeFile(join(folder.dataDir, path), text)
  for (const path of [
    'postgres/PG_VERSION',
    'database-id',
    'files/part~1~x~y',
    'files/notes.txt',
    'postgres-password',
  ])
    await writeFile(join(folder.dataDir, path), 'not for the copy')
  const made = await writeBackup(options(source.pool, folder))
  return { source, folder, files, made }
}

test('a restored instance equals the one backed up: rows, sequences, constraints, triggers, files', async () => {
  const { source, folder, files, made } = await hardBackup()
  expect(made.missing).toEqual([])
  const { pool } = await emptyDatabase()
  const { dataDir } = await newFolder()
  const { header } = await restoreBackup(folder.out, { pool, dataDir, migrations: [HARD, LATER] })
  expect(header).toMatchObject({ version: '1.2.3', createdAt: '2026-11-22T08:00:00.000Z' })
  // The copy is an installation of its own: that one row is gone.
  await source.pool.query(`delete from installation where key = 'database-id'`)
  expect(await digests(pool)).toEqual(await digests(source.pool))
  expect(await schemaOf(pool)).toEqual(await schemaOf(source.pool))
  expect((await pool.query(`insert into people (school_id) values (1) returning id`)).rows).toEqual([
    { id: 70_001 },
  ])
  expect((await pool.query(`insert into schools (name) values ('б') returning id, title`)).rows).toEqual([
    { id: 501, title: 'Школа б' },
  ])
  await expect(pool.query(`delete from papers`)).rejects.toThrow('frozen')
  await expect(pool.query(`delete from schools where id = 1`)).rejects.toThrow(/schools_parent_fk/)
  for (const [path, text] of Object.entries(files))
    expect(await readFile(join(dataDir, path), 'utf8'), path).toBe(text)
  expect(made.files.count).toBe(Object.keys(files).length)
  expect(await migrate(pool, [HARD, LATER]), 'an old copy is brought up afterwards').toEqual(['0002_later'])
})

test.skipIf(!hasDebianServer)(
  'a copy of the embedded 18 restores on Debian 15, and back, to the same checksums',
  async () => {
    const debian = await startDebianServer()
    onTestFinished(() => debian.stop())
    const { source, folder } = await hardBackup()
    const fifteen = await emptyDatabase(debian.url)
    const there = await newFolder()
    await restoreBackup(folder.out, { pool: fifteen.pool, dataDir: there.dataDir, migrations: [HARD] })
    await writeBackup(options(fifteen.pool, there))
    const back = await emptyDatabase()
    await restoreBackup(there.out, { ...(await newFolder()), pool: back.pool, migrations: [HARD] })
    await source.pool.query(`delete from installation where key = 'database-id'`)
    expect(await digests(back.pool)).toEqual(await digests(source.pool))
    expect(await schemaOf(back.pool)).toEqual(await schemaOf(source.pool))
    await fifteen.close()
  },
)

test('what is written during a backup is in it whole or not at all', async () => {
  const source = await emptyDatabase()
  await migrate(source.pool, [HARD])
  await source.pool.query(
    `insert into schools (name) select repeat('x', 2000) || n from generate_series(1, 20000) n`,
  )
  let writing = true
  let written = 0
  const writer = (async () => {
    while (writing) {
      await source.pool.query(
        `with s as (insert into schools (name) values ('new') returning id) insert into people (school_id) select id from s`,
      )
      written += 1
    }
  })()
  const folder = await newFolder()
  await writeBackup(options(source.pool, folder))
  writing = false
  await writer
  expect(written).toBeGreaterThan(0)
  const { pool } = await emptyDatabase()
  await restoreBackup(folder.out, { ...(await newFolder()), pool, migrations: [HARD] })
  const { rows } = await pool.query(
    `select (select count(*) from schools where name = 'new') as schools, (select count(*) from people) as people`,
  )
  expect(rows[0].schools).toBe(rows[0].people)
})

test('while a backup runs nobody deletes, and a second backup is refused', async () => {
  const source = await emptyDatabase()
  await migrate(source.pool, [HARD])
  const [folder, other] = [await newFolder(), await newFolder()]
  const seen: unknown[] = []
  await writeBackup({
    ...options(source.pool, folder),
    named: async () => {
      seen.push(await unlessBackup(source.db, async () => 'deleted'))
      seen.push(await writeBackup(options(source.pool, other)).catch(({ code }) => code))
      return ['results/1-abc.parquet']
    },
  }).then(({ missing }) => seen.push(missing))
  expect(seen).toEqual([undefined, 'backup/busy', ['results/1-abc.parquet']])
  expect(await unlessBackup(source.db, async () => 'deleted')).toBe('deleted')
})

test('a copy damaged anywhere is refused with one sentence, and nothing is left of it in the database', async () => {
  const { folder } = await hardBackup()
  const whole = await readFile(folder.out)
  const { pool } = await emptyDatabase()
  const spoil = async (bytes: Buffer) => {
    const { dataDir, out } = await newFolder()
    await writeFile(out, bytes)
    await expect(checkBackup(out, [HARD])).rejects.toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^backup\/(damaged|foreign|newer)$/) }),
    )
    await expect(restoreBackup(out, { pool, dataDir, migrations: [HARD] })).rejects.toThrow()
  }
  let state = 1
  const chance = () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
  for (let run = 0; run < 25; run++) {
    const bytes = Buffer.from(whole)
    // Inside an entry: what follows the end of the archive, and the zeros that fill a block up, mean nothing.
    const at = await meaningfulByte(whole, chance)
    bytes[at] = bytes[at]! ^ (1 << Math.floor(chance() * 8))
    await spoil(bytes)
  }
  for (let run = 0; run < 12; run++)
    await spoil(whole.subarray(0, Math.floor(chance() * (whole.length - 2048))))
  expect(
    (await pool.query(`select count(*) from pg_class where relnamespace = 'public'::regnamespace`)).rows,
  ).toEqual([{ count: 0 }])
})

/** A position inside the content of some entry. */
async function meaningfulByte(whole: Buffer, chance: () => number): Promise<number> {
  const bodies: { start: number; size: number }[] = []
  for (let at = 0; at + 512 <= whole.length; ) {
    const size = Number.parseInt(whole.toString('latin1', at + 124, at + 135), 8)
    if (!Number.isFinite(size)) break
    // Of a header of long names («x») the library reads what it needs; the entry's own name is in the sums.
    if (size > 0 && whole[at + 156] === 0x30) bodies.push({ start: at + 512, size })
    at += 512 + Math.ceil(size / 512) * 512
  }
  const { start, size } = bodies[Math.floor(chance() * bodies.length)]!
  return start + Math.floor(chance() * size)
}

/** The same archive with entries changed, left out or put in. */
async function rewritten(
  path: string,
  change: (name: string, text: Buffer) => [string, Buffer][],
): Promise<Buffer> {
  const tar = pack()
  const reading = extract()
  reading.end(await readFile(path))
  for await (const entry of reading) {
    const pieces: Buffer[] = []
    for await (const piece of entry) pieces.push(piece)
    for (const [name, bytes] of change(entry.header.name, Buffer.concat(pieces))) tar.entry({ name }, bytes)
  }
  tar.finalize()
  const all: Buffer[] = []
  for await (const piece of tar) all.push(piece)
  return Buffer.concat(all)
}

test('copies of newer programs, other files and names that lead outside are told apart', async () => {
  const { folder } = await hardBackup()
  const refusal = async (bytes: Buffer | string, migrations = [HARD]) => {
    const { out } = await newFolder()
    await writeFile(out, bytes)
    return checkBackup(out, migrations).catch(({ code, message }) => `${code}: ${message}`)
  }
  const whole = await readFile(folder.out)
  expect(await refusal('')).toMatch('backup/foreign')
  expect(await refusal('PK\u0003\u0004 a workbook')).toMatch('backup/foreign')
  expect(await refusal(whole, [LATER])).toMatch(
    /backup\/newer: .*программой 1\.2\.3, в базе есть изменение 0001_hard/,
  )
  expect(await refusal(whole, [{ ...HARD, sha256: 'other' }])).toMatch(/backup\/newer: .*другой сборкой/)
  const future = await rewritten(folder.out, (name, text) => [
    [
      name,
      name === 'backup.json'
        ? Buffer.from(text.toString().replace('"formatVersion": 1', '"formatVersion": 2'))
        : text,
    ],
  ])
  expect(await refusal(future)).toMatch(/backup\/newer: .*формат копии новее/)
  for (const evil of [
    'data/../../outside',
    '/etc/passwd',
    'data/a\\b',
    'database/people/../x',
    'other.txt',
  ]) {
    const bytes = await rewritten(folder.out, (name, text) =>
      name === 'manifest.json'
        ? [
            [evil, Buffer.from('x')],
            [name, text],
          ]
        : [[name, text]],
    )
    expect(await refusal(bytes), evil).toMatch('backup/damaged')
  }
  const without = await rewritten(folder.out, (name, text) =>
    name.includes('/people/') ? [] : [[name, text]],
  )
  expect(await refusal(without)).toMatch('backup/damaged')
})

test('only an empty database is filled', async () => {
  const { folder, source } = await hardBackup()
  const before = await digests(source.pool)
  const { dataDir } = await newFolder()
  await expect(restoreBackup(folder.out, { pool: source.pool, dataDir, migrations: [HARD] })).rejects.toThrow(
    /В базе данных уже есть таблицы/,
  )
  expect(await digests(source.pool)).toEqual(before)
})
