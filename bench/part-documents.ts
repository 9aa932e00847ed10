import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { compare, type Part, row, runScript, type Settings, seconds } from './harness.ts'

/** A document of sixty pages as Word and PDF. The measurement itself belongs to the documents: bench/documents.ts. */
export async function benchDocuments({ runs }: Settings): Promise<Part> {
  const script = fileURLToPath(new URL('documents.ts', import.meta.url))
  if (!existsSync(script))
    return { title: 'Документ в 60 страниц', rows: [], notes: ['Нет bench/documents.ts.'] }
  const found = await runScript('documents.ts', ['--json', '--runs', String(runs)])
  const rows = [
    row(`Word, ${found.pages ?? 60} страниц`, seconds(found.docx!), '< 5 s', found.docx! < 5),
    row(`PDF, ${found.pages ?? 60} страниц`, seconds(found.pdf!), '< 8 s', found.pdf! < 8),
  ]
  if (found.peer !== undefined)
    rows.push(
      compare(
        'Word против python-docx с теми же таблицами',
        [seconds(found.docx!), seconds(found.peer)],
        found.docx! / found.peer,
        { most: 1 },
      ),
    )
  return { title: 'Документ в 60 страниц', rows, notes: [] }
}
