import { makeZip, type ZipFile } from './make-zip.ts'

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006/relationships'

export interface XlsxParts {
  /** What stands inside `<worksheet>`, by sheet name. */
  sheets: Record<string, string>
  /** What stands inside `<sst>` and `<styleSheet>`. */
  strings?: string
  styles?: string
  workbookPr?: string
  /** Added to or put in place of the parts made here. */
  extra?: ZipFile[]
}

/** A workbook written by hand, for what no writer library would write. */
export function makeXlsx(parts: XlsxParts): Buffer {
  const names = Object.keys(parts.sheets)
  const sheetList = names
    .map((name, at) => `<sheet name="${name}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`)
    .join('')
  const relations = names.map((_, at) =>
    relation(`rId${at + 1}`, 'worksheet', `worksheets/sheet${at + 1}.xml`),
  )
  const files: ZipFile[] = [
    { name: '_rels/.rels', content: relationships([relation('rId1', 'officeDocument', 'xl/workbook.xml')]) },
    ...names.map((name, at) => ({
      name: `xl/worksheets/sheet${at + 1}.xml`,
      content: `<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="${MAIN}">${parts.sheets[name]}</worksheet>`,
    })),
  ]
  if (parts.strings !== undefined) {
    relations.push(relation('rIdS', 'sharedStrings', 'sharedStrings.xml'))
    files.push({ name: 'xl/sharedStrings.xml', content: `<sst xmlns="${MAIN}">${parts.strings}</sst>` })
  }
  if (parts.styles !== undefined) {
    relations.push(relation('rIdT', 'styles', 'styles.xml'))
    files.push({ name: 'xl/styles.xml', content: `<styleSheet xmlns="${MAIN}">${parts.styles}</styleSheet>` })
  }
  files.push(
    { name: 'xl/_rels/workbook.xml.rels', content: relationships(relations) },
    {
      name: 'xl/workbook.xml',
      content: `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}">${parts.workbookPr ?? ''}<sheets>${sheetList}</sheets></workbook>`,
    },
  )
  const replaced = new Set(parts.extra?.map((file) => file.name))
  return makeZip([...files.filter((file) => !replaced.has(file.name)), ...(parts.extra ?? [])])
}

const relation = (id: string, type: string, target: string) =>
  `<Relationship Id="${id}" Type="${RELATIONS}/${type}" Target="${target}"/>`

const relationships = (relations: string[]) =>
  `<Relationships xmlns="${PACKAGE}">${relations.join('')}</Relationships>`
