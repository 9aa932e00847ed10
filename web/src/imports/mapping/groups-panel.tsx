import { Plus, Trash2 } from 'lucide-react'
import { Button, IconButton } from '../../ui/button.tsx'
import { type Choice, Select, TextField } from '../../ui/field.tsx'
import type { GroupDraft } from './draft.ts'
import { OWN_PROCEDURE } from './draft.ts'
import styles from './mapping.module.css'
import { KIND_CHOICES } from './procedures.ts'

interface GroupsPanelProps {
  procedures: readonly Choice[]
  groups: readonly GroupDraft[]
  onGroup: (index: number, group: GroupDraft) => void
  onAdd: () => void
  onRemove: (index: number) => void
}

/** The procedures of the table: each has its own columns of results. */
export function GroupsPanel({ procedures, groups, onGroup, onAdd, onRemove }: GroupsPanelProps) {
  return (
    <div className={styles.groups}>
      {groups.map((group, index) => (
        // Groups are known by their place: columns refer to it.
        // biome-ignore lint/suspicious/noArrayIndexKey: the place is the identity
        <div key={index} className={styles.group}>
          <Select
            label={groups.length === 1 ? 'Процедура' : `Процедура ${index + 1}`}
            value={group.code}
            choices={procedures}
            onValue={(code) =>
              onGroup(index, { ...group, code, name: code === OWN_PROCEDURE ? group.name : '' })
            }
          />
          {group.code === OWN_PROCEDURE && (
            <>
              <TextField
                label="Название"
                value={group.name}
                maxLength={200}
                onChange={(event) => onGroup(index, { ...group, name: event.target.value })}
              />
              <Select
                label="Вид"
                value={group.kind}
                choices={KIND_CHOICES}
                onValue={(kind) => onGroup(index, { ...group, kind: kind as GroupDraft['kind'] })}
              />
            </>
          )}
          <TextField
            label="Свой год, если он другой"
            inputMode="numeric"
            placeholder="как у файла"
            value={group.year}
            maxLength={4}
            onChange={(event) => onGroup(index, { ...group, year: event.target.value.trim() })}
          />
          {groups.length > 1 && (
            <IconButton label={`Убрать процедуру ${index + 1}`} onClick={() => onRemove(index)}>
              <Trash2 aria-hidden="true" />
            </IconButton>
          )}
        </div>
      ))}
      <Button small icon={<Plus />} onClick={onAdd}>
        Ещё одна процедура в этой таблице
      </Button>
    </div>
  )
}
