import { useMutation, useQueryClient } from '@tanstack/react-query'
import { checkJournal, journalSummaryQuery } from '../api-audit.ts'
import type { JournalSummary } from '../api-types.ts'
import { Button } from '../ui/button.tsx'
import { counted, formatDate, formatMoment } from '../ui/format.ts'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import { Note } from '../ui/words.tsx'
import styles from './journal.module.css'
import { FAULTS, RECORDS } from './words.ts'

/** Whether the journal is whole: when that was last verified, what was found, and a button to verify it now. */
export function ChainPanel({ summary }: { summary: JournalSummary }) {
  const queries = useQueryClient()
  const check = useMutation({
    mutationFn: checkJournal,
    onSuccess: async (fresh) => {
      queries.setQueryData(journalSummaryQuery.queryKey, fresh)
      await queries.invalidateQueries({ queryKey: ['journal'] })
    },
  })
  const { lastCheck: last } = summary
  const button = (
    <Button busy={check.isPending} onClick={() => check.mutate()}>
      Проверить сейчас
    </Button>
  )
  return (
    <div className={styles.chain} aria-live="polite">
      {last === null ? (
        <Note tone="caution" title="Цепочку ещё не проверяли">
          <p>Записи запечатываются каждую минуту; проверка идёт каждую ночь сама или по этой кнопке.</p>
          {button}
        </Note>
      ) : last.faultCount === 0 ? (
        <Note tone="good" title={`Цепочка проверена ${formatMoment(last.checkedAt)}: расхождений нет`}>
          <p>
            {counted(last.rowCount, RECORDS)} — такие же, какими были запечатаны. Проверил: {last.checkedBy}.
          </p>
          <Details summary={summary} headHash={last.headHash} />
          {button}
        </Note>
      ) : (
        <Note
          tone="bad"
          title={`Цепочка проверена ${formatMoment(last.checkedAt)}: ${counted(last.faultCount, FAULTS)}`}
        >
          <p>
            Кто-то менял журнал в обход системы. Сохраните копию базы данных и разберитесь, кто имел к ней
            доступ.
          </p>
          <ul className={styles.faults}>
            {last.faults.map(({ sentence }) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
          <Details summary={summary} headHash={last.headHash} />
          {button}
        </Note>
      )}
      {check.error && <ProblemPanel problem={check.error} />}
    </div>
  )
}

/** What an auditor writes down, to compare with it a year later. */
function Details({ summary, headHash }: { summary: JournalSummary; headHash: string }) {
  return (
    <details className={styles.details}>
      <summary>Для сверки</summary>
      <dl>
        <dt>Отпечаток ключа</dt>
        <dd className={styles.code}>{summary.fingerprint}</dd>
        <dt>Последняя печать</dt>
        <dd className={styles.code}>{headHash}</dd>
        {summary.archives.map((archive) => (
          <div key={archive.name}>
            <dt>Архив по {formatDate(archive.lastAt)}</dt>
            <dd className={styles.code}>{archive.name}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
