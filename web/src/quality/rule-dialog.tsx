import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { setQualityRule } from '../api-quality.ts'
import type { QualityRule } from '../api-types.ts'
import { Button } from '../ui/button.tsx'
import { FormDialog } from '../ui/dialog.tsx'
import { TextField, Tick } from '../ui/field.tsx'
import { parametersOf } from './words.ts'

/** The numbers of a rule, its owner, and whether it is checked at all. */
export function RuleDialog(props: { rule: QualityRule; regionId: number; onClose: () => void }) {
  const { rule, regionId, onClose } = props
  const [owner, setOwner] = useState(rule.owner)
  const [isEnabled, setEnabled] = useState(rule.isEnabled)
  const [numbers, setNumbers] = useState<Record<string, string>>(
    Object.fromEntries(parametersOf(rule).map(([, value, name]) => [name, String(value).replace('.', ',')])),
  )
  const queries = useQueryClient()
  const save = useMutation({
    mutationFn: (isShipped: boolean) => {
      const read = (text: string) => Number(text.replace(',', '.'))
      const own = Object.fromEntries(Object.entries(numbers).map(([name, text]) => [name, read(text)]))
      const setting = { isEnabled, owner: owner.trim(), parameters: { ...rule.parameters, ...own } }
      return setQualityRule(regionId, rule.id, isShipped ? null : setting)
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['quality', regionId] })
      onClose()
    },
  })
  return (
    <FormDialog
      title={rule.title}
      onClose={onClose}
      size={560}
      submit="Сохранить"
      sending={save}
      onSubmit={() => save.mutate(false)}
      further={
        rule.isChanged && (
          <Button busy={save.isPending} onClick={() => save.mutate(true)}>
            Вернуть как было
          </Button>
        )
      }
    >
      <p className="small secondary">{rule.source}</p>
      {parametersOf(rule).map(([label, , name]) => (
        <TextField
          key={name}
          label={label}
          inputMode="decimal"
          required
          pattern="[0-9]+([.,][0-9]+)?"
          value={numbers[name] ?? ''}
          onChange={(event) => setNumbers({ ...numbers, [name]: event.target.value })}
        />
      ))}
      <TextField
        label="Кто разбирается в замечаниях"
        required
        maxLength={200}
        value={owner}
        onChange={(event) => setOwner(event.target.value)}
      />
      <Tick checked={isEnabled} onChange={setEnabled}>
        Проверять по этому правилу
      </Tick>
    </FormDialog>
  )
}
