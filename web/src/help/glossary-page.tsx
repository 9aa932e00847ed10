import { useState } from 'react'
import { GLOSSARY } from '../generated/terms.ts'
import { TextField } from '../ui/field.tsx'
import { capitalise } from '../ui/format.ts'
import { Page, Section } from '../ui/page.tsx'
import { matchText } from '../ui/text-match.ts'
import styles from './help.module.css'

/** «Словарь»: every term of the screens in plain words. */
export function GlossaryPage() {
  const [text, setText] = useState('')
  const sections = GLOSSARY.map(({ title, terms }) => ({
    title,
    terms: [...terms].filter(({ word, help }) => matchText(`${word} ${help}`, text)),
  })).filter(({ terms }) => terms.length > 0)
  return (
    <Page title="Словарь" lead="Слова, которые встречаются на страницах и в документах." narrow>
      <div className="no-print">
        <TextField
          label="Найти слово"
          type="search"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      {sections.length === 0 && <p role="status">Такого слова в словаре нет. Попробуйте короче.</p>}
      {sections.map(({ title, terms }) => (
        <Section key={title} title={title}>
          <dl className={styles.terms}>
            {terms.map(({ id, word, help }) => (
              <div key={id} id={id}>
                <dt>{capitalise(word)}</dt>
                <dd>{help}</dd>
              </div>
            ))}
          </dl>
        </Section>
      ))}
    </Page>
  )
}
