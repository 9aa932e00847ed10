import { signOut } from '../api-accounts.ts'
import { Button } from '../ui/button.tsx'
import styles from './entry.module.css'
import { Entry } from './entry.tsx'
import { SecondFactorSetup } from './second-factor-setup.tsx'

/** All that is shown to a person whose role asks for a second factor, until it is set up. */
export function SecondFactorPage({ onDone }: { onDone: () => void }) {
  return (
    <Entry
      title="Для вашей роли нужен второй шаг входа"
      tab="Второй шаг входа"
      lead="Кроме пароля, при входе понадобится код из приложения на телефоне. Настроить его — две минуты, и все страницы откроются."
    >
      <div className={styles.sheet}>
        <SecondFactorSetup onDone={onDone} />
      </div>
      <p className={styles.links}>
        <Button small look="quiet" onClick={() => void signOut().finally(onDone)}>
          Выйти
        </Button>
      </p>
    </Entry>
  )
}
