import { expect, it } from 'vitest'
import { buildAnalyticalNote } from './analytical-note.ts'
import { figuresOf } from './document.ts'
import { textsOf } from './edits.ts'
import { figureText, runsText } from './figure-text.ts'
import type { NoteInput } from './note/note-input.ts'

const region = { id: 1, name: 'Область', genitive: 'области', in: 'в области' }
const district = { id: 2, name: 'Вяземский район', genitive: 'Вяземского района', in: 'в Вяземском районе' }

const note = (listed: number, place = district) => {
  const input: NoteInput = {
    scope: { kind: 'municipality', region, municipality: place },
    schoolYear: 2021,
    methodology: { title: 'Методика', rule: 'Правило.' },
    origin: { kind: 'computed', listId: null, words: 'расчёт' },
    schools: Array.from({ length: 30 }, (_, at) => ({
      ...{ id: at, code: `edu${at}`, name: `Школа № ${at}`, municipality: place.name },
      isListed: at < listed,
      cluster: { missing: 'not-submitted' as const },
      dynamics: { missing: 'not-submitted' as const },
      reliability: { missing: 'not-submitted' as const },
    })),
    ...{ changes: [], procedures: [], predecessors: [] },
  }
  const tree = buildAnalyticalNote(input)
  return runsText(textsOf(tree).get('listed/count') ?? [], figuresOf(tree)).replaceAll('\u00a0', ' ')
}

it.each([
  [0, 'не включена ни одна школа Вяземского района из 30.'],
  [1, 'в Вяземском районе в перечень школ с низкими образовательными результатами включена 1 школа из 30.'],
  [2, 'результатами включены 2 школы из 30.'],
  [5, 'результатами включено 5 школ из 30.'],
  [11, 'результатами включено 11 школ из 30.'],
  [21, 'результатами включена 21 школа из 30.'],
  [22, 'результатами включены 22 школы из 30.'],
])('%i schools on the list are said as people say it', (listed, words) => {
  expect(note(listed)).toContain(words)
})

it('a place without stored forms is named so that nothing is declined', () => {
  const bare = {
    ...{ id: 2, name: 'Вяземский район' },
    ...{ genitive: 'муниципалитета «Вяземский район»', in: 'в муниципалитете «Вяземский район»' },
  }
  expect(note(1, bare)).toContain('в муниципалитете «Вяземский район» в перечень школ')
})

it('a number that is missing is said to be missing in every form, never 0', () => {
  const figure = {
    ...{
      id: 'x',
      title: 'x',
      unit: 'share' as const,
      value: { missing: 'not-submitted' as const },
      part: null,
    },
    ...{ formula: null, note: null, parts: [], origin: null, places: [], link: null },
  }
  for (const form of ['plain', 'counted', 'of', 'part', 'interval'] as const)
    expect(figureText(figure, form, ['школа', 'школы', 'школ'])).toBe('нет данных')
})
