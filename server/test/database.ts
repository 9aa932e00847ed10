import { randomBytes } from 'node:crypto'
import { afterAll, inject } from 'vitest'
import { type Database, type Db, openDatabase } from '../src/platform/db.ts'
import { asAdmin, ensureTemplate, joinServer, withDatabase } from './test-server.ts'

export interface TestDatabase extends Database {
  url: string
}

/**
 * A migrated database of this test file's own, on a real server; gone when the file is done. Call it at the top:
 * `const { db, pool } = await testDatabase()`.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const testServer = inject('testServer')
  const server = await joinServer(testServer)
  const template = await ensureTemplate(server.url, testServer.prefix)
  const name = `${testServer.prefix}_${randomBytes(5).toString('hex')}`
  await asAdmin(server.url, (client) => client.query(`create database ${name} template ${template}`))
  const url = withDatabase(server.url, name)
  const database = openDatabase(url, { max: 8 })
  afterAll(async () => {
    await database.close()
    await asAdmin(server.url, (client) => client.query(`drop database if exists ${name} with (force)`))
    await server.stop()
  })
  return { ...database, url }
}

class Rollback extends Error {}

/** Runs `fn` in a transaction that never commits, so that a test leaves nothing to the next one. */
export async function rollback<T>(db: Db, fn: (tx: Db) => Promise<T>): Promise<T> {
  let result: T | undefined
  try {
    await db.transaction().execute(async (tx) => {
      result = await fn(tx)
      throw new Rollback()
    })
  } catch (error) {
    if (!(error instanceof Rollback)) throw error
  }
  return result as T
}
