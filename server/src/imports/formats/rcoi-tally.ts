import { counted } from '../../platform/russian.ts'
import type { AppealFate } from './rcoi-appeals.ts'
import type { Excluded } from './rcoi-exam.ts'
import type { NoResult } from './rcoi-row.ts'
import type { DataRow } from './rcoi-walk.ts'

/** Why a row of a person was passed over without being wrong. */
export type PassedOver = Excluded | NoResult | 'earlier' | `appeal-${Exclude<AppealFate, 'unmatched'>}`

const WORDS = {
  september: 'сентябрьские пересдачи: по настройке учитываются основной период и резервные дни',
  gve: 'ГВЭ: по настройке учитываются только ЕГЭ и ОГЭ',
  oral: 'устная часть: балл за экзамен стоит в протоколе письменной части',
  absent: 'участник не явился',
  annulled: 'результат аннулирован или экзамен не завершён',
  earlier: 'прежняя попытка: учтён результат более позднего дня',
  'appeal-applied': 'апелляция: новый балл учтён в строке участника',
  'appeal-declined': 'апелляция отклонена: действует балл протокола',
  'appeal-open': 'апелляция ещё не рассмотрена: действует балл протокола, загрузите протокол после решения',
} satisfies Record<PassedOver, string>

const ROWS = ['строка', 'строки', 'строк'] as const

/** Counts what was passed over and why, for the preview. */
export const createTally = () => {
  const passed = new Map<PassedOver, { count: number; exams: Set<string> }>()
  const unmarked = new Set<string>()
  let codeless = 0
  return {
    pass(why: PassedOver, { sitting }: DataRow): void {
      const found = passed.get(why) ?? { count: 0, exams: new Set() }
      passed.set(why, found)
      found.count += 1
      if (sitting !== undefined)
        found.exams.add([sitting.exam.subject, sitting.exam.date ?? []].flat().join(' '))
    },
    unmarked: (procedure: string): void => void unmarked.add(procedure),
    codeless: (): void => void codeless++,
    notes(): string[] {
      const notes = [...passed].map(([why, { count, exams }]) => {
        const where = [...exams].slice(0, 5).join(', ')
        return `Не учтено: ${counted(count, ROWS)} — ${WORDS[why]}${where === '' ? '' : ` (${where}${exams.size > 5 ? ' и другие' : ''})`}.`
      })
      if (passed.has('september') || passed.has('gve'))
        notes.push('Чтобы учесть и их, нажмите «Проверить иначе» и отметьте, что ещё нужно.')
      if (codeless > 0)
        notes.push(
          'В файле нет кода участника: строкам даны номера. Повтор одного человека в основной и резервный дни без персональных данных не виден.',
        )
      if (unmarked.size > 0)
        notes.push(
          'Отметок в файле нет: они выводятся по шкале перевода региона за этот год, без неё строки не принимаются.',
        )
      if (unmarked.has('oge-ma'))
        notes.push(
          'ОГЭ по математике: шкала не видит условия о баллах по геометрии; если есть файл с отметками, загрузите его.',
        )
      return notes
    },
  }
}
