import { Plus, Trash2 } from 'lucide-react'
import { Button, IconButton } from '../../ui/button.tsx'
import { Select, TextField } from '../../ui/field.tsx'
import type { MissingReason, MissingToken } from './draft.ts'
import styles from './mapping.module.css'
import { MISSING_CHOICES } from './procedures.ts'

interface MissingPanelProps {
  tokens: readonly MissingToken[]
  onTokens: (tokens: MissingToken[]) => void
}

/** What stands in place of a number, and why there is none: never read as zero. */
export function MissingPanel({ tokens, onTokens }: MissingPanelProps) {
  const change = (index: number, token: MissingToken) =>
    onTokens(tokens.map((old, at) => (at === index ? token : old)))
  return (
    <div className={styles.groups}>
      {tokens.map((token, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a token is edited in its place
        <div key={index} className={styles.group}>
          <TextField
            label="Стоит в ячейке"
            placeholder="например, SUPP; пустое поле — пустая ячейка"
            value={token.token}
            onChange={(event) => change(index, { ...token, token: event.target.value })}
          />
          <Select
            label="Это значит"
            value={token.reason}
            choices={MISSING_CHOICES}
            onValue={(reason) => change(index, { ...token, reason: reason as MissingReason })}
          />
          <IconButton
            label={`Убрать обозначение «${token.token}»`}
            onClick={() => onTokens(tokens.filter((_, at) => at !== index))}
          >
            <Trash2 aria-hidden="true" />
          </IconButton>
        </div>
      ))}
      <Button small icon={<Plus />} onClick={() => onTokens([...tokens, { token: '', reason: 'withheld' }])}>
        Обозначение вместо числа
      </Button>
    </div>
  )
}
