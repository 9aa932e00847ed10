import { foldSubject } from './fold-subject.ts'

/** A school subject: its code in procedure codes, its name, the two letters ФИС ОКО prints on sheets, and other spellings. */
export interface Subject {
  code: string
  name: string
  letters: string
  aliases: string[]
}

export const SUBJECTS: Subject[] = [
  {
    code: 'ru',
    name: 'Русский язык',
    letters: 'РУ',
    aliases: ['русский', 'рус', 'рус яз', 'русск язык', 'русский яз'],
  },
  { code: 'ma', name: 'Математика', letters: 'МА', aliases: ['матем', 'мат', 'математик', 'алгебра'] },
  { code: 'om', name: 'Окружающий мир', letters: 'ОМ', aliases: ['окр мир', 'окруж мир', 'ом'] },
  { code: 'lc', name: 'Литературное чтение', letters: 'ЛЧ', aliases: ['лит чтение'] },
  { code: 'li', name: 'Литература', letters: 'ЛИ', aliases: ['лит', 'лит ра'] },
  { code: 'bi', name: 'Биология', letters: 'БИ', aliases: ['биол', 'био'] },
  { code: 'is', name: 'История', letters: 'ИС', aliases: ['ист', 'история россии'] },
  { code: 'gg', name: 'География', letters: 'ГГ', aliases: ['геогр', 'гео'] },
  { code: 'ob', name: 'Обществознание', letters: 'ОБ', aliases: ['общество', 'общ', 'обществозн'] },
  { code: 'fi', name: 'Физика', letters: 'ФИ', aliases: ['физ'] },
  { code: 'hi', name: 'Химия', letters: 'ХИ', aliases: ['хим'] },
  {
    code: 'in',
    name: 'Информатика',
    letters: 'ИН',
    aliases: ['информ', 'информатика и икт', 'информатика икт', 'инф', 'кегэ'],
  },
  {
    code: 'en',
    name: 'Английский язык',
    letters: 'АЯ',
    aliases: ['английский', 'англ', 'англ яз', 'английский яз'],
  },
  { code: 'de', name: 'Немецкий язык', letters: 'НЯ', aliases: ['немецкий', 'нем', 'нем яз', 'немецкий яз'] },
  {
    code: 'fr',
    name: 'Французский язык',
    letters: 'ФЯ',
    aliases: ['французский', 'фр яз', 'французский яз'],
  },
  { code: 'es', name: 'Испанский язык', letters: 'ИЯ', aliases: ['испанский', 'исп яз'] },
  { code: 'zh', name: 'Китайский язык', letters: 'КЯ', aliases: ['китайский', 'кит яз'] },
  { code: 'chg', name: 'Читательская грамотность', letters: 'ЧГ', aliases: ['чит грамотность'] },
  {
    code: 'eng',
    name: 'Естественно-научная грамотность',
    letters: 'ЕНГ',
    aliases: ['естественнонаучная грамотность', 'енг'],
  },
]

const BY_SPELLING = new Map(
  SUBJECTS.flatMap((subject) =>
    [subject.name, subject.letters, ...subject.aliases].map(
      (spelling) => [foldSubject(spelling), subject] as const,
    ),
  ),
)

/** A subject by any of its spellings, two-letter codes and Latin look-alikes included; undefined where none is known. */
export const findSubject = (text: string): Subject | undefined => BY_SPELLING.get(foldSubject(text))
