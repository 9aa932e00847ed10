import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DEMO_PROCEDURES } from './demo-procedures.ts'
import type { DemoRegion } from './demo-region.ts'
import { type Exam, examMapping, examSheet } from './exam-tables.ts'
import { PUPIL_LEVEL_WORKS } from './pupil-works.ts'
import { municipalitiesGeoJson, registrySheets } from './registry-files.ts'
import { f1Sheet, f3Sheet, longTableRows } from './vpr-files.ts'
import { writeWorkbook } from './workbook.ts'
import { writeCsv } from './write-csv.ts'

export interface DemoFile {
  path: string
  /** Id of the import format; `geojson` and `registry` are not results. */
  format: 'geojson' | 'registry' | 'f1' | 'f3' | 'regional-long-table' | 'mapped'
  schoolYear: number
  mappingPath?: string
  kind: 'municipalities' | 'registry' | 'results'
}

interface Step extends Omit<DemoFile, 'path' | 'mappingPath'> {
  fileName: string
  mappingName?: string
  write: (path: string) => Promise<void>
}

const vpr = DEMO_PROCEDURES.filter((procedure) => procedure.kind === 'vpr')

const examStep = (region: DemoRegion, exam: Exam, schoolYear: number): Step => ({
  fileName: `${exam === 'oge' ? 'ОГЭ' : 'ЕГЭ'} ${schoolYear} сводная таблица.xlsx`,
  mappingName: `${exam}-mapping.json`,
  format: 'mapped',
  kind: 'results',
  schoolYear,
  write: (path) => writeWorkbook(path, [examSheet(region, exam, schoolYear)]),
})

/** What is written, in the order in which it is to be loaded: 2023 as a long table, 2024 by Ф3, 2025 by Ф1 (grades 5 and 6) and Ф3. */
const steps = (region: DemoRegion): Step[] => [
  {
    fileName: 'Муниципалитеты.geojson',
    format: 'geojson',
    kind: 'municipalities',
    schoolYear: 2025,
    write: (path) => writeFile(path, municipalitiesGeoJson(region)),
  },
  {
    fileName: 'Реестр школ.xlsx',
    format: 'registry',
    kind: 'registry',
    schoolYear: 2025,
    write: (path) => writeWorkbook(path, registrySheets(region)),
  },
  {
    fileName: 'ВПР 2023 отметки.csv',
    format: 'regional-long-table',
    kind: 'results',
    schoolYear: 2023,
    write: (path) => writeCsv(path, longTableRows(region, vpr, 2023)),
  },
  ...[2024, 2025].flatMap((schoolYear) =>
    vpr.map(({ code, subject, gradeLevel }): Step => {
      const work = PUPIL_LEVEL_WORKS.find((w) => w.procedure === code && w.schoolYear === schoolYear)
      const form = work ? 'Ф1 индивидуальные результаты' : 'Ф3 статистика по отметкам'
      return {
        fileName: `ВПР ${schoolYear} ${subject} ${gradeLevel} класс ${form}.xlsx`,
        format: work ? 'f1' : 'f3',
        kind: 'results',
        schoolYear,
        write: (path) =>
          writeWorkbook(path, [work ? f1Sheet(region, work) : f3Sheet(region, code, schoolYear)]),
      }
    }),
  ),
  ...[2023, 2024, 2025].flatMap((schoolYear) => [
    examStep(region, 'oge', schoolYear),
    examStep(region, 'ege', schoolYear),
  ]),
]

/**
 * Writes the region as files of the formats that everybody's data come in, the mappings of the exam tables beside them and
 * `truth.json`. The same region gives the same bytes.
 * @param onProgress called after each file with the number of files done and the number in all.
 * @returns the files in load order.
 */
export const writeDemoFiles = async (
  region: DemoRegion,
  outDir: string,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<DemoFile[]> => {
  await mkdir(outDir, { recursive: true })
  for (const exam of ['oge', 'ege'] as const)
    await writeFile(join(outDir, `${exam}-mapping.json`), `${JSON.stringify(examMapping(exam), null, 2)}\n`)
  await writeFile(join(outDir, 'truth.json'), JSON.stringify(region.truth))
  const files: DemoFile[] = []
  const all = steps(region)
  for (const { fileName, mappingName, write, ...about } of all) {
    const path = join(outDir, fileName)
    await write(path)
    files.push({ ...about, path, ...(mappingName ? { mappingPath: join(outDir, mappingName) } : {}) })
    onProgress(files.length, all.length)
  }
  return files
}
