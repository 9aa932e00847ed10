import { ButtonLink } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import styles from './shell.module.css'

export function PageNotFound() {
  return (
    <div className={styles.aside}>
      <EmptyState
        isPage
        title="Такой страницы нет"
        actions={<ButtonLink to="/">На первую страницу</ButtonLink>}
      >
        Возможно, в адресе опечатка или страница переехала. Школу проще всего найти по названию: клавиша «/»
        на любой странице региона.
      </EmptyState>
    </div>
  )
}

export function WholeNotFound() {
  return (
    <main id="main">
      <PageNotFound />
    </main>
  )
}
