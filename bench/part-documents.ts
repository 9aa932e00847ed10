import { compare, type Part, row, runScript, type Settings, seconds } from './harness.ts'

/** A document of sixty pages as Word and PDF. The measurement itself: bench/documents.ts. */
export async function benchDocuments({ runs }: Settings): Promise<Part> {
  const found = await runScript('documents.ts', ['--json', '--runs', String(runs)])
  const rows = [
    row(`Word, ${found.pages ?? 60} страниц`, timeOf(found.docx!, found.docxCpu!), '< 5 s', found.docx! < 5),
    row(`PDF, ${found.pages ?? 60} страниц`, timeOf(found.pdf!, found.pdfCpu!), '< 8 s', found.pdf! < 8),
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
  return {
    title: 'Документ в 60 страниц',
    rows,
    notes: [
      `Таблица в ${found.rows} строк по пять ячеек; у нас ещё оглавление со страницами, заголовки таблиц на каждой странице, числа со ссылками.`,
      found.peer === undefined
        ? 'python-docx здесь не установлен.'
        : `python-docx пишет те же ячейки одной таблицей, по столбцам (строка за строкой он тратит время по квадрату их числа); его прогонов: ${found.peerRuns}.`,
    ],
  }
}

const timeOf = (wall: number, cpu: number) => `${seconds(wall)} (процессора ${seconds(cpu)})`
