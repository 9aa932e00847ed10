import type { ProfileRequest } from '../api-types.ts'
import { TextField } from '../ui/field.tsx'

/** What is told of a person, as it is being written. */
export type PersonDraft = Record<'name' | 'position' | 'phone', string>

export const draftOf = (known: ProfileRequest): PersonDraft => ({
  name: known.name,
  position: known.position ?? '',
  phone: known.phone ?? '',
})

/** As the server takes it; null while there is no name. */
export function personOf({ name, position, phone }: PersonDraft): ProfileRequest | null {
  if (name.trim().length < 2) return null
  return { name: name.trim(), position: position.trim() || null, phone: phone.trim() || null }
}

interface PersonFieldsProps {
  draft: PersonDraft
  /** One's own: the browser may offer what it knows. */
  isOwn?: boolean
  onDraft: (draft: PersonDraft) => void
}

/** Name, position and telephone: one's own in the profile, another's on their page. */
export function PersonFields({ draft, isOwn, onDraft }: PersonFieldsProps) {
  return (
    <>
      <TextField
        label="Фамилия, имя, отчество"
        autoComplete={isOwn ? 'name' : 'off'}
        value={draft.name}
        maxLength={200}
        fault={personOf(draft) ? null : 'Напишите имя'}
        onChange={(event) => onDraft({ ...draft, name: event.target.value })}
      />
      <TextField
        label="Должность"
        autoComplete={isOwn ? 'organization-title' : 'off'}
        value={draft.position}
        maxLength={300}
        onChange={(event) => onDraft({ ...draft, position: event.target.value })}
      />
      <TextField
        label="Телефон"
        type="tel"
        autoComplete={isOwn ? 'tel' : 'off'}
        value={draft.phone}
        maxLength={50}
        onChange={(event) => onDraft({ ...draft, phone: event.target.value })}
      />
    </>
  )
}
