import type { Contact } from '../api.ts'
import { Section } from '../ui/page.tsx'
import styles from './first-screens.module.css'

/** Who can be asked, with what one needs to reach them. */
export function ContactsSection({ contacts, title }: { contacts: readonly Contact[]; title: string }) {
  return (
    <Section title={title}>
      {contacts.length === 0 ? (
        <p className="secondary">Координатор ещё не назначен. Его назначает администратор системы.</p>
      ) : (
        <ul className={styles.contacts}>
          {contacts.map((contact) => (
            <li key={`${contact.label} ${contact.email}`}>
              <p className="small muted">{contact.label}</p>
              <p className={styles.person}>{contact.name}</p>
              {contact.position && <p className="small secondary">{contact.position}</p>}
              <p>
                <a href={`mailto:${contact.email}`}>{contact.email}</a>
              </p>
              {contact.phone && (
                <p>
                  <a href={`tel:${contact.phone.replace(/[^+\d]/g, '')}`}>{contact.phone}</a>
                </p>
              )}
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}
