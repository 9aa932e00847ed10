import { Link } from '@tanstack/react-router'
import { GLOSSARY } from '../generated/terms.ts'
import { capitalise } from '../ui/format.ts'
import styles from './help.module.css'
import type { TermId } from './term-id.ts'

/** The text of a term; with the whole glossary it is fetched when the first one is asked for. */
export function TermHelp({ id, onLeave }: { id: TermId; onLeave: () => void }) {
  const term = GLOSSARY.flatMap(({ terms }) => [...terms]).find((one) => one.id === id)
  if (!term) return null
  return (
    <div className={styles.help}>
      <p className={styles.word}>{capitalise(term.word)}</p>
      <p>{term.help}</p>
      <p className="small">
        <Link to="/glossary" hash={id} onClick={onLeave}>
          Все слова в словаре
        </Link>
      </p>
    </div>
  )
}
