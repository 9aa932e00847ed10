import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { saveFile } from '../ui/save-file.ts'
import { Note } from '../ui/words.tsx'
import styles from './second-factor.module.css'

/** The codes that let one in without the telephone. They are shown this once. */
export function RecoveryCodes({
  title,
  codes,
  onDone,
}: {
  title: string
  codes: readonly string[]
  onDone: () => void
}) {
  const [copied, setCopied] = useState<'yes' | 'no' | null>(null)
  const text = codes.join('\n')
  return (
    <div className={styles.steps}>
      <Note tone="good" title={title}>
        <p>
          Сохраните коды восстановления. Они впустят вас, если телефона нет под рукой; каждый действует один
          раз. Больше мы их не покажем.
        </p>
      </Note>
      <ul className={styles.codes} aria-label="Коды восстановления">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <p className={styles.actions}>
        <Button
          onClick={() =>
            void navigator.clipboard.writeText(text).then(
              () => setCopied('yes'),
              () => setCopied('no'),
            )
          }
        >
          Скопировать
        </Button>
        <Button
          onClick={() =>
            saveFile(
              new Blob([`Коды восстановления «Траектории»\n\n${text}\n`], { type: 'text/plain' }),
              'Коды восстановления.txt',
            )
          }
        >
          Скачать
        </Button>
        <Button onClick={() => window.print()}>Напечатать</Button>
      </p>
      <p role="status" className="small secondary">
        {copied === 'yes' && 'Скопировано.'}
        {copied === 'no' && 'Браузер не дал скопировать: выделите коды или скачайте их.'}
      </p>
      <p className="no-print">
        <Button look="primary" onClick={onDone}>
          Коды сохранены
        </Button>
      </p>
    </div>
  )
}
