import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { inviteMany, previewPeople } from '../api-accounts.ts'
import type { InvitedMany, PeoplePreview } from '../api-types.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { counted, type PluralForms, ROWS } from '../ui/format.ts'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import { saveFile } from '../ui/save-file.ts'
import { ScrollBox } from '../ui/scroll-box.tsx'
import { Note } from '../ui/words.tsx'
import styles from './accounts.module.css'

const PEOPLE_ACCUSATIVE: PluralForms = ['человека', 'человек', 'человек']

/** Many people at once: a workbook, what is understood of it, and only then the invitations. */
export function UploadDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient()
  const read = useMutation({ mutationFn: previewPeople })
  const send = useMutation({
    mutationFn: inviteMany,
    onSuccess: () => client.invalidateQueries({ queryKey: ['people'] }),
  })
  return (
    <Dialog title="Пригласить списком" isOpen onClose={onClose} size={760}>
      <div className={styles.form}>
        {send.data ? (
          <Invited answer={send.data} />
        ) : (
          <>
            <p>
              Заполните <a href="/api/accounts/template">образец</a>: имя, почта, роль и место каждого.
              Сначала покажем, что поняли, и никого не пригласим без вашего согласия.
            </p>
            <FilePicker
              isBusy={read.isPending}
              onFile={(file) => {
                send.reset()
                read.mutate(file)
              }}
            />
            {read.error && <ProblemPanel problem={read.error} takesFocus />}
            {read.data && <Preview preview={read.data} />}
            {send.error && <ProblemPanel problem={send.error} takesFocus />}
          </>
        )}
        <DialogActions>
          {!send.data && read.data && read.data.people.length > 0 && (
            <Button look="primary" busy={send.isPending} onClick={() => send.mutate(read.data.people)}>
              Пригласить {counted(read.data.people.length, PEOPLE_ACCUSATIVE)}
            </Button>
          )}
          <Button onClick={onClose}>{send.data ? 'Готово' : 'Не сейчас'}</Button>
        </DialogActions>
      </div>
    </Dialog>
  )
}

function FilePicker({ isBusy, onFile }: { isBusy: boolean; onFile: (file: File) => void }) {
  return (
    <label className={styles.file} aria-busy={isBusy || undefined}>
      Файл Excel или csv
      <input
        type="file"
        accept=".xlsx,.xls,.csv"
        disabled={isBusy}
        onChange={(event) => {
          const [file] = event.target.files ?? []
          // The same file, put right, is chosen again.
          event.target.value = ''
          if (file) onFile(file)
        }}
      />
    </label>
  )
}

function Preview({ preview }: { preview: PeoplePreview }) {
  const { rows, problems, problemCount } = preview
  return (
    <>
      {problemCount > 0 && (
        <Note tone="caution" title={`Не подошло в файле: ${problemCount}`}>
          <p>Эти строки приглашены не будут. Поправьте их и выберите файл ещё раз.</p>
          <ul>
            {problems.map((problem) => (
              <li key={`${problem.rowNumber} ${problem.column}`}>
                строка {problem.rowNumber}, «{problem.column}»:{' '}
                {problem.given ? `«${problem.given}»` : 'пусто'}, нужно: {problem.expected}
              </li>
            ))}
          </ul>
        </Note>
      )}
      <p role="status">Понято: {counted(rows.length, ROWS)}.</p>
      {rows.length > 0 && (
        <ScrollBox label="Кого приглашаем" className={styles.scroll}>
          <ul className={styles.lines}>
            {rows.map((row) => (
              <li key={row.rowNumber}>
                <span>
                  <strong>{row.name}</strong> <span className="small muted">{row.email}</span>
                </span>
                <span className="small secondary">
                  {row.roleLabel}: {row.placeName}
                </span>
              </li>
            ))}
          </ul>
        </ScrollBox>
      )}
    </>
  )
}

function Invited({ answer: { invited, known, links } }: { answer: InvitedMany }) {
  const [isSaved, setSaved] = useState(false)
  return (
    <>
      <p role="status">
        Приглашено: {invited}.{known > 0 && ` Уже работали здесь и получили роли: ${known}.`}
        {links.length === 0 && invited > 0 && ' Письма со ссылками отправлены.'}
      </p>
      {links.length > 0 && (
        <>
          <p>
            Почта не настроена: передайте каждому его ссылку лично. Ссылки действуют 14 дней, больше мы их не
            покажем.
          </p>
          <p className={styles.actions}>
            <Button
              onClick={() => {
                const lines = links.map(({ name, email, link }) => `${name}\t${email}\t${link}`)
                saveFile(
                  new Blob([`${lines.join('\n')}\n`], { type: 'text/plain' }),
                  'Ссылки приглашений.txt',
                )
                setSaved(true)
              }}
            >
              Скачать ссылки
            </Button>
            <span role="status" className="small secondary">
              {isSaved && 'Скачано. Удалите файл, когда раздадите ссылки.'}
            </span>
          </p>
        </>
      )}
    </>
  )
}
