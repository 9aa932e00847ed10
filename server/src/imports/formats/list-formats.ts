import { Problem } from '../../platform/problem.ts'
import type { Format, SheetSample } from '../model.ts'
import { bias } from './bias.ts'
import { collection } from './collection.ts'
import { f1 } from './f1.ts'
import { f3 } from './f3.ts'
import { journal } from './journal.ts'
import { recogniseOther } from './other-tables.ts'
import { pupilCsv } from './pupil-csv.ts'
import { rcoi } from './rcoi.ts'
import { regionalEge } from './regional-ege.ts'
import { regionalLongTable } from './regional-long-table.ts'
import { template } from './template.ts'

/** In the order they are tried: the more particular first. */
export const FORMATS: readonly Format[] = [
  f1,
  pupilCsv,
  rcoi,
  f3,
  journal,
  collection,
  bias,
  template,
  regionalEge,
  regionalLongTable,
]

export const formatById = (id: string): Format | undefined => FORMATS.find((format) => format.id === id)

/**
 * The format that recognises the file by its headers. Throws Problem `import/not-results` with a sentence for tables
 * that are known to hold no results (registries, admission tables), `import/format-unknown` for result tables of kinds
 * that are not read yet and for all others.
 */
export const detectFormat = (samples: SheetSample[]): Format => {
  const found = FORMATS.find((format) => format.detect(samples))
  if (found !== undefined) return found
  const other = recogniseOther(samples)
  if (other !== undefined) throw new Problem(other.code, other.sentence)
  throw new Problem(
    'import/format-unknown',
    'Таблица не похожа ни на одну из известных. Опишите её один раз: отметьте колонки со школой, участниками и результатами — описание сохранится.',
  )
}
