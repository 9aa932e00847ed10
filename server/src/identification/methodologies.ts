import type { Db } from '../platform/db.ts'
import { Problem } from '../platform/problem.ts'
import { DEFAULT_METHODOLOGY, listMethodologies } from './load-methodology.ts'
import { type Methodology, parseMethodology } from './methodology.ts'
import { listMethodologyRows, lockMethodology, type MethodologyRow } from './methodology-queries.ts'

/**
 * The one door to methodologies: the files that come with the product and the versions that a region made of them.
 * A reference is the id of a methodology, which means its newest version, or `id@version`.
 */
export interface KnownMethodology {
  methodology: Methodology
  /** What to call it in an address or a command: `id`, or `id@version` for a version that is not the newest. */
  reference: string
  /** Null for a methodology that comes with the product. */
  row: MethodologyRow | null
  isNewest: boolean
}

/** Every version that can be used in a region: those of the product, the default first, then the region's own. */
export async function listKnownMethodologies(db: Db, regionId: number): Promise<KnownMethodology[]> {
  const files = listMethodologies().map(ofProduct)
  return [...files, ...(await listOwnMethodologies(db, regionId))]
}

/** What a region made, the newest first; withdrawn versions and those this program cannot read are left out. */
export async function listOwnMethodologies(db: Db, regionId: number): Promise<KnownMethodology[]> {
  const rows = (await listMethodologyRows(db, regionId)).filter((row) => row.withdrawnAt === null)
  const seen = new Set<string>()
  return rows.flatMap((row): KnownMethodology[] => {
    const stored = readStored(row.document)
    if ('unreadable' in stored) return []
    const isNewest = !seen.has(row.code)
    seen.add(row.code)
    const reference = isNewest ? row.code : `${row.code}@${row.version}`
    return [{ methodology: stored.methodology, reference, row, isNewest }]
  })
}

const ofProduct = (methodology: Methodology): KnownMethodology => ({
  methodology,
  reference: methodology.id,
  row: null,
  isNewest: true,
})

/** A stored version, or why this program cannot read it: such a one is named where versions are shown, and used nowhere. */
export function readStored(document: unknown): { methodology: Methodology } | { unreadable: string } {
  try {
    return { methodology: parseMethodology(document) }
  } catch (error) {
    if (error instanceof Problem) return { unreadable: error.detail ?? error.message }
    throw error
  }
}

/** @throws Problem `methodology/not-found`, listing those there are. */
export async function findKnownMethodology(
  db: Db,
  regionId: number,
  reference: string = DEFAULT_METHODOLOGY,
): Promise<KnownMethodology> {
  const [id = '', version] = reference.split('@')
  const file = listMethodologies().find((methodology) => methodology.id === id)
  if (file && (version === undefined || version === file.version)) return ofProduct(file)
  const known = await listKnownMethodologies(db, regionId)
  const found = known.find(
    ({ methodology }) => methodology.id === id && (version === undefined || methodology.version === version),
  )
  if (found) return found
  const references = known.map((one) => one.reference)
  throw new Problem(
    'methodology/not-found',
    `Методики «${reference}» нет; есть: ${references.join(', ')}`,
    references,
  )
}

/** @throws Problem `methodology/not-found`, listing those there are. */
export async function getRegionMethodology(
  db: Db,
  regionId: number,
  reference?: string,
): Promise<Methodology> {
  return (await findKnownMethodology(db, regionId, reference)).methodology
}

/** The methodology for a list that is being made in this transaction: its version stays until the transaction ends. */
export async function holdRegionMethodology(
  tx: Db,
  regionId: number,
  reference: string,
): Promise<Methodology> {
  const known = await findKnownMethodology(tx, regionId, reference)
  if (known.row === null) return known.methodology
  await lockMethodology(tx, regionId, known.row.code, known.row.version)
  // Withdrawn in between: then it is not found any more, and this says so.
  return (await findKnownMethodology(tx, regionId, `${known.row.code}@${known.row.version}`)).methodology
}
