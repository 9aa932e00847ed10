import type { ImportDetail, ImportPreview } from '../api.ts'
import { formatNumber, type PluralForms, plural } from '../ui/format.ts'
import { Section } from '../ui/page.tsx'
import styles from './import-page.module.css'

/** «Что изменится»: in counts of numbers and schools. */
export function ChangesSection({ preview, state }: { preview: ImportPreview; state: ImportDetail['state'] }) {
  const { changes, schools } = preview
  const isDone = state === 'committed' || state === 'committing'
  const all: { count: number; words: PluralForms }[] = [
    {
      count: changes.added,
      words: isDone
        ? ['число появилось впервые', 'числа появились впервые', 'чисел появилось впервые']
        : ['число появится впервые', 'числа появятся впервые', 'чисел появится впервые'],
    },
    {
      count: changes.replacing,
      words: isDone
        ? ['число заменило прежнее', 'числа заменили прежние', 'чисел заменили прежние']
        : ['число заменит прежнее', 'числа заменят прежние', 'чисел заменят прежние'],
    },
    {
      count: changes.alternatives,
      words: [
        'число в стороне: у него уже есть источник',
        'числа в стороне: у них уже есть источник',
        'чисел в стороне: у них уже есть источник',
      ],
    },
    { count: schools.matched, words: ['школа узнана', 'школы узнаны', 'школ узнано'] },
    {
      count: schools.willBeCreated,
      words: isDone
        ? ['школа внесена в реестр', 'школы внесены в реестр', 'школ внесено в реестр']
        : ['школа войдёт в реестр', 'школы войдут в реестр', 'школ войдёт в реестр'],
    },
    {
      count: schools.waiting,
      words: ['школа ждёт сопоставления', 'школы ждут сопоставления', 'школ ждёт сопоставления'],
    },
  ]
  const items = all.filter((item) => item.count > 0)
  return (
    <Section title={isDone ? 'Что изменилось' : 'Что изменится'}>
      <ul className={styles.changes}>
        {items.map((item) => (
          <li key={item.words[0]}>
            <strong>{formatNumber(item.count, 0)}</strong>
            <span>{plural(item.count, item.words)}</span>
          </li>
        ))}
        {items.length === 0 && <li>Ничего: в файле нет новых чисел.</li>}
      </ul>
    </Section>
  )
}
