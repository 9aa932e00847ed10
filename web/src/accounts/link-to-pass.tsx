import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import styles from './accounts.module.css'

/** A link that no letter carries: to be copied and passed on by hand. */
export function LinkToPass({ link, name }: { link: string; name: string }) {
  const [copied, setCopied] = useState<'yes' | 'no' | null>(null)
  return (
    <div className={styles.form}>
      <p>
        Передайте эту ссылку лично: {name} придумает по ней пароль. Она действует 14 дней и один раз, больше
        мы её не покажем.
      </p>
      <p className={styles.link}>
        <code>{link}</code>
      </p>
      <p className={styles.actions}>
        <Button
          look="primary"
          onClick={() =>
            void navigator.clipboard.writeText(link).then(
              () => setCopied('yes'),
              () => setCopied('no'),
            )
          }
        >
          Скопировать ссылку
        </Button>
        <span role="status" className="small secondary">
          {copied === 'yes' && 'Скопировано.'}
          {copied === 'no' && 'Браузер не дал скопировать: выделите ссылку сами.'}
        </span>
      </p>
    </div>
  )
}
