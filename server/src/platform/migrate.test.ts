import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { asAdmin, withDatabase } from '../../test/test-server.ts'
import { openDatabase } from './db.ts'
import { type Migration, migrate, readMigrations } from './migrate.ts'

const { pool: template, url } = await testDatabase()

async function emptyDatabase() {
  const name = `traektoria_test_empty_${randomBytes(5).toString('hex')}`
  await asAdmin(url, (client) => client.query(`create database ${name}`))
  const database = openDatabase(withDatabase(url, name))
  onTestFinished(async () => {
    await database.close()
    await asAdmin(url, (client) => client.query(`drop database ${name} with (force)`))
  })
  return database
}

const migration = (name: string, sql: string): Migration => ({
  name,
  sql,
  sha256: createHash('sha256').update(sql).digest('hex'),
})
const ONE = migration('0001_one', 'create table one (n integer); insert into one values (1)')
const TWO = migration('0002_two', 'create table two (n integer)')

test('our own migrations apply to an empty database, and a second time there is nothing to do', async () => {
  const { pool } = await emptyDatabase()
  const names = readMigrations().map(({ name }) => name)
  expect(await migrate(pool)).toEqual(names)
  expect(await migrate(pool)).toEqual([])
  expect(await migrate(template), 'the template of the tests is migrated').toEqual([])
})

test('only what is new is applied', async () => {
  const { pool } = await emptyDatabase()
  expect(await migrate(pool, [ONE])).toEqual(['0001_one'])
  expect(await migrate(pool, [ONE, TWO])).toEqual(['0002_two'])
  expect((await pool.query('select name, sha256 from schema_migrations order by name')).rows).toEqual([
    { name: '0001_one', sha256: ONE.sha256 },
    { name: '0002_two', sha256: TWO.sha256 },
  ])
})

test('two processes that start together migrate once', async () => {
  const { pool } = await emptyDatabase()
  const both = await Promise.all([migrate(pool, [ONE, TWO]), migrate(pool, [ONE, TWO])])
  expect(both.map((names) => names.length).sort()).toEqual([0, 2])
  expect((await pool.query('select n from one')).rows).toEqual([{ n: 1 }])
})

test('a migration that fails leaves nothing of itself, and those before it stay', async () => {
  const { pool } = await emptyDatabase()
  const broken = migration('0002_broken', 'create table half (n integer); select 1 / 0')
  await expect(migrate(pool, [ONE, broken])).rejects.toThrow(/migration 0002_broken: division by zero/)
  expect((await pool.query(`select to_regclass('half') as half`)).rows).toEqual([{ half: null }])
  expect(await migrate(pool, [ONE, TWO])).toEqual(['0002_two'])
})

test('a database newer than the code, one made by another build and a migration that comes too late are refused', async () => {
  const { pool } = await emptyDatabase()
  await migrate(pool, [ONE, TWO])
  await expect(migrate(pool, [ONE])).rejects.toThrow(
    /База данных новее программы \(в ней есть изменение 0002_two\)/,
  )
  const changed = migration('0001_one', 'create table one (n bigint)')
  await expect(migrate(pool, [changed, TWO])).rejects.toThrow(/Изменение 0001_one в базе данных отличается/)
  const late = migration('0001_late', 'select 1')
  await expect(migrate(pool, [late, ONE, TWO])).rejects.toThrow(/изменение 0001_late, которое старше/)
})

test('files are taken in order, with any line ends; a wrong name or a number used twice is an error', () => {
  const folder = mkdtempSync(join(tmpdir(), 'traektoria-migrations-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, '0002_b.sql'), 'select 2\r\n')
  writeFileSync(join(folder, '0001_a.sql'), 'select 1\n')
  expect(readMigrations(folder)).toEqual([
    migration('0001_a', 'select 1\n'),
    migration('0002_b', 'select 2\n'),
  ])
  writeFileSync(join(folder, '0002_c.sql'), '')
  expect(() => readMigrations(folder)).toThrow('migrations 0002_b.sql and 0002_c.sql have the same number')
  rmSync(join(folder, '0002_c.sql'))
  writeFileSync(join(folder, 'notes.txt'), '')
  expect(() => readMigrations(folder)).toThrow(/NNNN_words\.sql/)
})
