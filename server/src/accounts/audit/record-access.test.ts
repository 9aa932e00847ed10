import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { rollback, testDatabase } from '../../../test/database.ts'
import type { Access } from '../../platform/accesses.ts'
import { recordAccess } from './record-access.ts'

const { db } = await testDatabase()
const AT = new Date('2026-11-22T07:05:00.123Z')
const SIGN_IN: Access = {
  at: AT,
  kind: 'sign-in',
  action: 'session.sign-in',
  actor: null,
  address: '203.0.113.7',
  requestId: 'r-1',
  result: 'request/forbidden',
}

test('a refused sign-in of nobody known is kept with its address and the reason', async () => {
  const row = await rollback(db, async (tx) => {
    await recordAccess(tx, SIGN_IN)
    return tx.selectFrom('accesses').selectAll().executeTakeFirstOrThrow()
  })
  expect(row).toMatchObject({
    accessed_at: AT,
    ...{ kind: 'sign-in', action: 'session.sign-in', actor: '', actor_name: '', actor_role: '' },
    ...{ address: '203.0.113.7', request_id: 'r-1', result: 'request/forbidden' },
    ...{ subject_kind: null, subject_id: null, place_kind: null, place_id: null, details: null },
  })
})

test('an export names its actor, subject, place and filters', async () => {
  const row = await rollback(db, async (tx) => {
    await recordAccess(tx, {
      ...SIGN_IN,
      kind: 'export',
      action: 'export.table',
      actor: { id: 'u-1', name: 'Рита', role: 'region' },
      subject: { kind: 'list', id: 7 },
      place: { kind: 'region', id: 3 },
      details: { years: [2025] },
      result: 'done',
    })
    return tx.selectFrom('accesses').selectAll().executeTakeFirstOrThrow()
  })
  expect(row).toMatchObject({
    ...{ actor: 'u-1', actor_name: 'Рита', actor_role: 'region', subject_kind: 'list', subject_id: '7' },
    ...{ place_kind: 'region', place_id: 3, details: { years: [2025] }, result: 'done' },
  })
})

test('a sign that no table keeps does not lose the record', async () => {
  const row = await rollback(db, async (tx) => {
    await recordAccess(tx, { ...SIGN_IN, details: { query: 'a\0b\ud800c 👍' }, address: '\0' })
    return tx.selectFrom('accesses').select(['details', 'address']).executeTakeFirstOrThrow()
  })
  expect(row).toEqual({ details: { query: 'a\ufffdb\ufffdc 👍' }, address: '\ufffd' })
})

test.each(['accesses', 'changes', 'audit_links', 'audit_seals', 'audit_checkpoints', 'audit_checks'])(
  '%s is only written on',
  async (table) => {
    for (const statement of [
      sql`delete from ${sql.table(table)}`,
      sql`truncate ${sql.table(table)}`,
      sql`update ${sql.table(table)} set ${sql.ref(table === 'changes' || table === 'accesses' ? 'actor' : table === 'audit_checks' ? 'checked_by' : table === 'audit_links' ? 'source' : 'cluster')} = 'x'`,
    ])
      await expect(rollback(db, (tx) => statement.execute(tx))).rejects.toThrow('is only written on')
  },
)
