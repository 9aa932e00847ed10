import { type Block, type DocumentTree, EMPTY_LETTERHEAD, isLong } from './document.ts'
import { figureBook, text } from './figure-book.ts'
import { inputsHash } from './fingerprint.ts'
import { absentIndicators } from './note/absent-indicators.ts'
import { changesAnnex, registerChanges } from './note/changes-annex.ts'
import { clusterSection } from './note/clusters-section.ts'
import { conclusions } from './note/conclusions.ts'
import { dynamicsSection } from './note/dynamics-section.ts'
import { listedSection } from './note/listed-section.ts'
import type { NoteInput } from './note/note-input.ts'
import { schoolNote } from './note/school-note.ts'
import { provenanceAnnex } from './provenance-annex.ts'
import { genitiveOfScope, type Scope, schoolYearWords } from './scope.ts'
import { indexSources } from './source-index.ts'

/** The analytical note with the indicators of Назарово's, for a region, a municipality or a school. Pure. */
export function buildAnalyticalNote(input: NoteInput): DocumentTree {
  const book = figureBook()
  const { scope, schoolYear } = input
  const year = schoolYearWords(schoolYear)
  const listed = new Set(input.schools.filter(({ isListed }) => isListed).map(({ id }) => id))
  const known = registerChanges(book, input, (id) => scope.kind === 'school' || listed.has(id))
  const blocks: Block[] =
    scope.kind === 'school'
      ? schoolNote(book, input, scope, known)
      : [
          ...listedSection(book, input),
          ...dynamicsSection(book, input, known),
          ...clusterSection(book, input),
          ...absentIndicators(book),
          ...conclusions(book, input),
          { kind: 'signature', id: 'signature' },
          ...(listed.size === 0
            ? []
            : changesAnnex(book, input, known, indexSources({ figures: book.all() }))),
        ]
  const whose = scope.kind === 'school' ? `школы ${scope.school.name}` : genitiveOfScope(scope)
  const title =
    scope.kind === 'school'
      ? `о динамике результатов оценочных процедур в ${year} учебном году: ${scope.school.name}`
      : `о динамике результатов школ с низкими образовательными результатами ${whose} в ${year} учебном году`
  const tree: DocumentTree = {
    format: 1,
    kind: 'analytical-note',
    name: `Аналитическая записка, ${noteName(scope)}, ${schoolYear}`,
    schoolYear,
    letterhead: EMPTY_LETTERHEAD,
    kindWord: 'АНАЛИТИЧЕСКАЯ ЗАПИСКА',
    title: [text(title)],
    requisites: null,
    mark: null,
    contents: isLong(blocks),
    blocks,
    figures: book.all(),
    inputsSha256: inputsHash(input),
  }
  const last = scope.kind === 'school' || listed.size === 0 ? 'Приложение' : 'Приложение 2'
  const table = scope.kind === 'school' ? 'таблица 1' : 'приложение 1'
  return { ...tree, blocks: [...blocks, ...provenanceAnnex(tree, last, table)] }
}

const noteName = (scope: Scope): string =>
  scope.kind === 'region'
    ? scope.region.name
    : scope.kind === 'municipality'
      ? scope.municipality.name
      : scope.school.name
