import { Ban, Check, CircleCheck, CircleHelp } from 'lucide-react'
import type { ReactNode } from 'react'
import type { SchoolListDetail } from '../api.ts'
import { formatDate, formatMoment } from '../ui/format.ts'
import { ListActions } from './list-actions.tsx'
import styles from './list-path.module.css'

const ORDER = { draft: 0, review: 1, approved: 2, cancelled: -1 } satisfies Record<
  SchoolListDetail['state'],
  number
>

/** Where the list is on its way: draft, commission, order; the next steps stand beside the present one. */
export function ListPath({ list }: { list: SchoolListDetail }) {
  const now = ORDER[list.state]
  if (now < 0) {
    return (
      <section className={styles.panel} aria-label="Состояние перечня">
        <p className={styles.cancelled}>
          <Ban aria-hidden="true" />
          <span>
            <strong>Перечень отменён.</strong> Он остаётся для памяти: решения и числа можно посмотреть,
            изменить уже нельзя.
          </span>
        </p>
      </section>
    )
  }
  return (
    <section className={styles.panel} aria-label="Путь перечня">
      <ol className={styles.path}>
        <Step place={0} now={now} title="Черновик">
          Составлен {formatMoment(list.createdAt)}. Правило и числа запомнены: новые загрузки их не изменят.
        </Step>
        <Step place={1} now={now} title="Комиссия">
          {commissionWords(list)}
        </Step>
        <Step place={2} now={now} title="Приказ">
          {list.orderNumber && list.orderDate
            ? `Утверждён приказом № ${list.orderNumber} от ${formatDate(list.orderDate)}. Больше не меняется.`
            : 'Номер и дата. После приказа перечень уже не изменить.'}
        </Step>
      </ol>
      <ListActions list={list} />
      {list.state === 'approved' && <Proof list={list} />}
    </section>
  )
}

interface StepProps {
  place: number
  now: number
  title: string
  children: ReactNode
}

/** The order is the end of the way: once it is there, nothing waits. */
function Step({ place, now, title, children }: StepProps) {
  const state = place < now || now === 2 ? 'done' : place === now ? 'now' : 'next'
  return (
    <li className={styles.step} data-state={state} aria-current={place === now ? 'step' : undefined}>
      <span className={styles.mark}>{state === 'done' && <Check aria-hidden="true" />}</span>
      <div>
        <p className={styles.stepTitle}>
          {title}
          {state === 'done' && <span className="visually-hidden">, пройдено</span>}
        </p>
        <p className={styles.stepWords}>{children}</p>
      </div>
    </li>
  )
}

function commissionWords(list: SchoolListDetail): string {
  const { includedByCommission: included, excludedByCommission: excluded } = list
  const moves = [
    ...(included > 0 ? [`включено ${included}`] : []),
    ...(excluded > 0 ? [`исключено ${excluded}`] : []),
  ]
  if (moves.length > 0) return `Решения комиссии: ${moves.join(', ')}.`
  return list.state === 'approved'
    ? 'Комиссия согласилась с правилом по всем школам.'
    : 'Включает и исключает школы, каждый раз с причиной.'
}

/** What makes an approved list checkable years later. */
function Proof({ list }: { list: SchoolListDetail }) {
  const Icon = list.reproducible ? CircleCheck : CircleHelp
  return (
    <div className={styles.proof} data-same={list.reproducible}>
      <Icon aria-hidden="true" />
      <div>
        <p>
          {list.reproducible
            ? 'Пересчитан сейчас на тех же данных — совпадает.'
            : 'Пересчёт на сохранённых числах теперь даёт другое: либо новая версия программы считает иначе, либо запись повреждена. Перечень остаётся таким, каким его утвердили; сообщите тому, кто ведёт систему.'}
        </p>
        <p className="small muted">
          Отпечаток чисел и правила: <code title={list.inputsSha256}>{list.inputsSha256.slice(0, 16)}</code>
        </p>
      </div>
    </div>
  )
}
