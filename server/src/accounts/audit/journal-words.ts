import type { AccessKind } from '../../platform/accesses.ts'
import { ACCESS_WORDS, CHANGE_WORDS } from '../../platform/audit-words.ts'
import { PROBLEMS } from '../../platform/problem.ts'
import { LOCAL_OPERATOR, type Role } from '../access.ts'

export const KIND_LABELS = {
  write: 'Запись',
  read: 'Чтение',
  export: 'Выгрузка',
  'sign-in': 'Вход',
} satisfies Record<AccessKind, string>

/** What a record may be about; of another kind its own name is shown. */
const SUBJECT_WORDS: Record<string, string> = {
  audit: 'Журнал',
  document: 'Документ',
  import: 'Загрузка',
  list: 'Перечень',
  mapping: 'Описание таблицы',
  methodology: 'Методика',
  municipality: 'Муниципалитет',
  'quality-finding': 'Замечание',
  'quality-rule': 'Правило качества',
  region: 'Регион',
  school: 'Школа',
  'source-school': 'Название из файла',
  user: 'Пользователь',
}

export const subjectWord = (kind: string): string => SUBJECT_WORDS[kind] ?? kind

const WORDS: Record<string, string> = { ...ACCESS_WORDS, ...CHANGE_WORDS }

/** An action that this version no longer knows is shown by its own name. */
export const actionWord = (action: string): string => WORDS[action] ?? action

/** Who somebody was to the system when it happened. */
const ROLE_WORDS = {
  anyone: 'посетитель',
  person: 'без роли',
  operator: 'локальный оператор',
  administrator: 'администратор',
  'regional-coordinator': 'региональный координатор',
  'municipal-coordinator': 'муниципальный координатор',
  curator: 'куратор',
  'school-team': 'школьная команда',
  expert: 'эксперт',
  observer: 'наблюдатель',
} satisfies Record<Role, string>

export const roleWord = (role: string): string =>
  Object.hasOwn(ROLE_WORDS, role) ? ROLE_WORDS[role as Role] : role

/** All of them, to choose from. */
export const ACTION_CHOICES = Object.entries(WORDS)
  .map(([action, label]) => ({ action, label }))
  .sort((left, right) => left.label.localeCompare(right.label, 'ru'))

/** Those who act and are nobody's account. */
export const ACTORS_WITHOUT_ACCOUNT: Record<string, string> = {
  [LOCAL_OPERATOR.id]: LOCAL_OPERATOR.name,
  schedule: 'По расписанию',
}

export function resultWord(result: string): string {
  if (result === 'done') return 'сделано'
  if (result === 'failed') return 'сбой программы'
  return Object.hasOwn(PROBLEMS, result) ? PROBLEMS[result as keyof typeof PROBLEMS].title : result
}
