import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { setQualityRule } from '../api-quality.ts'
import type { QualityRule } from '../api-types.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { TextField, Tick } from '../ui/field.tsx'
import { counted, formatNumber } from '../ui/format.ts'
import { Section } from '../ui/page.tsx'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import { Tag } from '../ui/words.tsx'
import styles from './quality.module.css'
import { FINDINGS, PARAMETER_WORDS } from './words.ts'

interface RulesSectionProps {
  rules: readonly QualityRule[]
  regionId: number
  year: number
  version: string
}

/** The rules themselves: what each asks, who looks into its findings, its numbers and where they come from. */
export function RulesSection({ rules, regionId, version }: RulesSectionProps) {
  const [asked, setAsked] = useState<QualityRule | null>(null)
  return (
    <Section
      title="Правила проверки"
      note={`Версия ${version}. Регион может изменить числа и ответственного; закон и арифметика от этого не меняются.`}
    >
      <ul className={styles.rules}>
        {rules.map((rule) => (
          <li key={rule.id}>
            <div>
              <p className={styles.ruleTitle}>
                {rule.title}
                {!rule.isEnabled && <Tag>выключено</Tag>}
                {rule.isEnabled && rule.isChanged && <Tag tone="accent">изменено регионом</Tag>}
              </p>
              <p className="small secondary">
                {parametersOf(rule)
                  .map(([label, value]) => `${label}: ${formatNumber(value, 2)}`)
                  .join(' · ')}
              </p>
              <p className="small muted">
                {rule.owner} · {rule.source}
              </p>
            </div>
            <div className={styles.ruleEnd}>
              {rule.findings > 0 ? (
                <Link
                  to="/regions/$regionId/quality"
                  params={{ regionId: String(regionId) }}
                  search={(old) => ({ ...old, where: `rule:${rule.id}` })}
                >
                  {counted(rule.findings, FINDINGS)}
                </Link>
              ) : (
                <span className="muted">{rule.isEnabled ? 'замечаний нет' : 'не проверяется'}</span>
              )}
              <Button small look="quiet" onClick={() => setAsked(rule)}>
                Настроить
                <span className="visually-hidden">: {rule.title}</span>
              </Button>
            </div>
          </li>
        ))}
      </ul>
      {asked && <RuleDialog rule={asked} regionId={regionId} onClose={() => setAsked(null)} />}
    </Section>
  )
}

/** The numbers of a rule that have words and can be set. */
const parametersOf = (rule: QualityRule): [label: string, value: number, name: string][] =>
  Object.entries(rule.parameters).flatMap(([name, value]) => {
    const words = PARAMETER_WORDS[name]
    return words && typeof value === 'number' ? [[words.label, value, name] as [string, number, string]] : []
  })

function RuleDialog(props: { rule: QualityRule; regionId: number; onClose: () => void }) {
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
    <Dialog title={rule.title} isOpen onClose={onClose} size={560}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          save.mutate(false)
        }}
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
        {save.error && <ProblemPanel problem={save.error} takesFocus />}
        <DialogActions>
          <Button type="submit" look="primary" busy={save.isPending}>
            Сохранить
          </Button>
          {rule.isChanged && (
            <Button busy={save.isPending} onClick={() => save.mutate(true)}>
              Вернуть как было
            </Button>
          )}
          <Button look="quiet" onClick={onClose}>
            Не сейчас
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
