import { sql } from 'kysely'
import type { Db } from '../platform/db.ts'
import type { ProcedureRef } from './model.ts'
import {
  describeProcedure,
  type HighRule,
  type LowRule,
  PROCEDURES,
  type ProcedureDefinition,
} from './procedures.ts'
import type { CountingRule } from './store-model.ts'

/** Brings the built-in catalogue into the table; run at every start, so that a new version of it arrives by itself. */
export async function seedProcedures(db: Db): Promise<void> {
  await upsert(db, PROCEDURES, 'replace')
}

/** Adds procedures that a file brings and the catalogue does not know; known ones stay as they are. */
export async function ensureProcedures(db: Db, refs: ProcedureRef[]): Promise<void> {
  if (refs.length > 0) await upsert(db, refs.map(describeProcedure), 'keep')
}

async function upsert(db: Db, definitions: ProcedureDefinition[], known: 'keep' | 'replace'): Promise<void> {
  const conflict =
    known === 'keep'
      ? sql`do nothing`
      : sql`do update set kind = excluded.kind, name = excluded.name, short_name = excluded.short_name,
          subject = excluded.subject, programme_grade = excluded.programme_grade, low_rule = excluded.low_rule,
          high_rule = excluded.high_rule, source = excluded.source, position = excluded.position`
  await sql`
    insert into procedures (code, kind, name, short_name, subject, programme_grade, low_rule, high_rule, source, position)
    select code, kind, name, "shortName", subject, "programmeGrade", "lowRule", nullif("highRule", 'null'::jsonb), source, position
    from jsonb_to_recordset(${JSON.stringify(definitions)}::jsonb) as r (code text, kind text, name text, "shortName" text,
      subject text, "programmeGrade" integer, "lowRule" jsonb, "highRule" jsonb, source text, position integer)
    on conflict (code) ${conflict}`.execute(db)
}

/** How pupils count as low or high, by procedure. */
export async function countingRules(db: Db): Promise<Map<string, CountingRule>> {
  const rows = await db.selectFrom('procedures').select(['code', 'low_rule', 'high_rule']).execute()
  return new Map(
    rows.map((row) => [
      row.code,
      { low: row.low_rule as unknown as LowRule, high: row.high_rule as unknown as HighRule | null },
    ]),
  )
}

export interface ProcedureNames {
  code: string
  name: string
  shortName: string
  kind: ProcedureRef['kind']
  programmeGrade: number | null
}

/** The catalogue in its own order. */
export async function listProcedures(db: Db): Promise<ProcedureNames[]> {
  const rows = await db
    .selectFrom('procedures')
    .select(['code', 'name', 'short_name', 'kind', 'programme_grade'])
    .orderBy('position')
    .orderBy('code')
    .execute()
  return rows.map((row) => ({
    code: row.code,
    name: row.name,
    shortName: row.short_name,
    kind: row.kind as ProcedureRef['kind'],
    programmeGrade: row.programme_grade,
  }))
}
