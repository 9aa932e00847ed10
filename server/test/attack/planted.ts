import { loadLongTable, newRegion, type TestApp } from '../app.ts'
import type { Known } from './fill.ts'

export interface Planted {
  regionId: number
  /** One value for each parameter and field that names a thing of this region. */
  known: Known
  schoolIds: number[]
}

const LOW = '40;40;10;10'

/**
 * A region in which everything that has a name bears one of `names`: the region, its municipality, schools, files, a list
 * approved by an order, documents, a mapping, a methodology, remarks. Made by the server's own doors where there is one.
 */
export async function plantRegion(at: TestApp, names: readonly string[]): Promise<Planted> {
  const { db, call } = at
  const word = (at: number) => names[at % names.length]!
  const regionId = await newRegion(db)
  const logins = names.map((_, school) => `edu99${String(1_000 + school)}`)
  const importId = await loadLongTable(
    at,
    regionId,
    logins.flatMap((login) =>
      [2024, 2025].flatMap((year) =>
        [5, 6].flatMap((grade) =>
          ['Математика', 'Русский язык'].map((subject) => ({
            year,
            grade,
            subject,
            login,
            n: 20,
            shares: LOW,
          })),
        ),
      ),
    ),
  )
  // The registers take any text from files; names that a form would refuse are put where a file would put them.
  await db
    .updateTable('regions')
    .set({ name: word(0) })
    .where('id', '=', regionId)
    .execute()
  await db
    .updateTable('municipalities')
    .set({ name: word(1) })
    .where('region_id', '=', regionId)
    .execute()
  await db
    .updateTable('imports')
    .set({ file_name: word(2) })
    .where('id', '=', importId)
    .execute()
  const schoolIds: number[] = []
  for (const [school, login] of logins.entries()) {
    const { id } = await db
      .updateTable('schools')
      .set({ name: word(school) })
      .where('region_id', '=', regionId)
      .where('code', '=', login)
      .returning('id')
      .executeTakeFirstOrThrow()
    schoolIds.push(id)
  }
  await db
    .updateTable('source_schools')
    .set({ name: word(3) })
    .where('region_id', '=', regionId)
    .execute()
  const one = async (table: 'municipalities' | 'source_schools') =>
    (await db.selectFrom(table).select('id').where('region_id', '=', regionId).executeTakeFirstOrThrow()).id

  const ask = async <T>(method: 'POST' | 'PUT', path: string, body?: unknown): Promise<T> => {
    const answer = await call(method, path, body)
    if (answer.status !== 200) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`)
    return answer.body as T
  }
  const about = { schoolYear: 2025, methodology: 'order-847' }
  const { id: listId } = await ask<{ id: number }>('POST', `/regions/${regionId}/lists`, {
    ...about,
    name: word(4),
  })
  await ask('PUT', `/lists/${listId}/entries/${schoolIds[0]}`, { decision: 'exclude', reason: word(5) })
  await ask('POST', `/lists/${listId}/review`)
  await ask('POST', `/lists/${listId}/approve`, {
    orderNumber: word(6).slice(0, 100),
    orderDate: '2026-01-15',
  })
  const { id: draftListId } = await ask<{ id: number }>('POST', `/regions/${regionId}/lists`, {
    ...about,
    name: word(7),
  })
  const documents: number[] = []
  for (const kind of ['list-order', 'analytical-note'])
    documents.push(
      (
        await ask<{ id: number }>('POST', `/regions/${regionId}/documents`, {
          ...{ ...about, kind, municipalityId: null, schoolId: null },
          listId: kind === 'list-order' ? listId : null,
        })
      ).id,
    )
  for (const id of documents)
    await ask('PUT', `/documents/${id}/letterhead`, {
      ...{ organisation: word(8), city: word(9).slice(0, 100), signatoryPost: word(10) },
      ...{ signatoryName: word(11).slice(0, 100), longStorage: true },
    })
  await ask('POST', `/regions/${regionId}/comparability-breaks`, {
    ...{ procedure: 'vpr-ma-5', schoolYear: 2025, reason: word(12), source: word(13) },
  })
  await ask('POST', `/regions/${regionId}/methodologies`, {
    ...{ basedOn: 'order-847', changes: {}, title: word(14), note: word(15) },
  }).catch(() => undefined)
  return {
    regionId,
    schoolIds,
    known: {
      ...{ regionId, importId, listId: draftListId, documentId: documents[1], schoolId: schoolIds[0] },
      municipalityId: await one('municipalities'),
      sourceSchoolId: await one('source_schools'),
      ...{ approvedListId: listId, orderId: documents[0], draftListId },
    },
  }
}
