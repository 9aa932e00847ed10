import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import type { QualityFinding, QualityRule, RegionQuality } from '../api-types.ts'
import { Term } from '../help/term.tsx'
import { Button } from '../ui/button.tsx'
import { Select } from '../ui/field.tsx'
import { formatNumber } from '../ui/format.ts'
import { Section } from '../ui/page.tsx'
import { Tag } from '../ui/words.tsx'
import { FindingLine } from './finding-line.tsx'
import { FollowUpDialog } from './follow-up-dialog.tsx'
import styles from './quality.module.css'
import { RuleDialog } from './rule-dialog.tsx'
import { isOpen, parametersOf } from './words.ts'

interface FindingsSectionProps {
  data: RegionQuality
  regionId: number
  year: number
}

/** The rules, each with what it found: a rule opens to its findings, a finding to its rows and its mark. */
export function FindingsSection({ data, regionId, year }: FindingsSectionProps) {
  const { place, state } = useSearch({ from: '/regions/$regionId/quality' })
  const navigate = useNavigate()
  const [marked, setMarked] = useState<readonly QualityFinding[] | null>(null)
  const [setting, setSetting] = useState<QualityRule | null>(null)
  const places = useMemo(() => placesOf(data.findings), [data.findings])
  const shown = useMemo(
    () =>
      data.findings.filter(
        (finding) =>
          (!place || placeOf(finding) === place) && (!state || (state === 'open') === isOpen(finding)),
      ),
    [data.findings, place, state],
  )
  const change = (next: { place?: string; state?: 'open' | 'settled' }) =>
    void navigate({ to: '.', search: (old) => ({ ...old, ...next }), replace: true, resetScroll: false })
  return (
    <Section
      title={
        <>
          <Term id="quality-rule">Правила</Term> и <Term id="quality-finding">замечания</Term>
        </>
      }
      note={`Версия правил ${data.rulesVersion}. Регион может изменить числа и ответственного.`}
    >
      <div className={`${styles.filters} no-print`}>
        <Select
          label="Территория"
          choices={[{ value: '', label: 'Все' }, ...places.map((name) => ({ value: name, label: name }))]}
          value={place ?? ''}
          onValue={(value) => change({ place: value || undefined })}
        />
        <Select
          label="Отметка"
          choices={[
            { value: '', label: 'Любая' },
            { value: 'open', label: 'Не разобраны' },
            { value: 'settled', label: 'Разобраны' },
          ]}
          value={state ?? ''}
          onValue={(value) => change({ state: value === 'open' || value === 'settled' ? value : undefined })}
        />
      </div>
      <ul className={styles.rules}>
        {data.rules.map((rule) => (
          <li key={rule.id}>
            <RuleLine
              rule={rule}
              findings={shown.filter((finding) => finding.rule === rule.id)}
              regionId={regionId}
              onMark={setMarked}
              onSet={() => setSetting(rule)}
            />
          </li>
        ))}
      </ul>
      {marked && (
        <FollowUpDialog findings={marked} regionId={regionId} year={year} onClose={() => setMarked(null)} />
      )}
      {setting && <RuleDialog rule={setting} regionId={regionId} onClose={() => setSetting(null)} />}
    </Section>
  )
}

const AT_ONCE = 20

interface RuleLineProps {
  rule: QualityRule
  findings: readonly QualityFinding[]
  regionId: number
  onMark: (findings: readonly QualityFinding[]) => void
  onSet: () => void
}

function RuleLine({ rule, findings, regionId, onMark, onSet }: RuleLineProps) {
  const [limit, setLimit] = useState(AT_ONCE)
  const open = findings.filter(isOpen)
  const head = (
    <span className={styles.ruleHead}>
      <span className={styles.ruleTitle}>{rule.title}</span>
      {!rule.isEnabled && <Tag>не проверяется</Tag>}
      {rule.isEnabled && rule.isChanged && <Tag tone="accent">изменено регионом</Tag>}
      {rule.isEnabled && <Count found={findings.length} open={open.length} />}
    </span>
  )
  const about = (
    <div className={styles.ruleAbout}>
      <p className="small muted">
        Разбирается: {rule.owner}. {rule.source}.
        {parametersOf(rule).map(([label, value]) => ` ${label}: ${formatNumber(value, 2)}.`)}
      </p>
      <div className={styles.ruleActions}>
        <Button small look="quiet" onClick={onSet}>
          Настроить
          <span className="visually-hidden">: {rule.title}</span>
        </Button>
        {open.length > 1 && (
          <Button small look="quiet" onClick={() => onMark(open)}>
            Отметить все {formatNumber(open.length, 0)}
          </Button>
        )}
      </div>
    </div>
  )
  return (
    <details className={styles.rule}>
      <summary>{head}</summary>
      {about}
      {findings.length > 0 && (
        <ul className={styles.findings}>
          {findings.slice(0, limit).map((finding) => (
            <li key={finding.key}>
              <FindingLine finding={finding} regionId={regionId} onMark={() => onMark([finding])} />
            </li>
          ))}
        </ul>
      )}
      {findings.length > limit && (
        <Button small onClick={() => setLimit(limit + 5 * AT_ONCE)}>
          Показать ещё ({formatNumber(findings.length - limit, 0)})
        </Button>
      )}
    </details>
  )
}

function Count({ found, open }: { found: number; open: number }) {
  if (found === 0) return <Tag tone="good">замечаний нет</Tag>
  if (open === 0) return <Tag tone="good">разобраны все {formatNumber(found, 0)}</Tag>
  return (
    <Tag tone="caution">
      {open === found
        ? `замечаний: ${formatNumber(found, 0)}`
        : `ждут разбора ${formatNumber(open, 0)} из ${formatNumber(found, 0)}`}
    </Tag>
  )
}

const placeOf = (finding: QualityFinding) => finding.municipality ?? 'Весь регион'
const placesOf = (findings: readonly QualityFinding[]) =>
  [...new Set(findings.map(placeOf))].sort((a, b) => a.localeCompare(b, 'ru'))
