import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { checkImport, type ImportDetail, proceduresQuery, saveMapping, type TableSample } from '../../api.ts'
import { Button } from '../../ui/button.tsx'
import { Segments, Select, TextField, Tick } from '../../ui/field.tsx'
import { ActionBar, Section } from '../../ui/page.tsx'
import { ProblemPanel } from '../../ui/problem-panel.tsx'
import { Note } from '../../ui/words.tsx'
import { buildMapping } from './build-mapping.ts'
import { type Assignment, type Draft, type GroupDraft, isResult } from './draft.ts'
import { GroupsPanel } from './groups-panel.tsx'
import styles from './mapping.module.css'
import { MappingTable } from './mapping-table.tsx'
import { MissingPanel } from './missing-panel.tsx'
import { keyKindChoices, procedureChoices } from './procedures.ts'
import { draftFromMapping } from './saved-draft.ts'
import { SavedPanel } from './saved-panel.tsx'
import { addressesFor, draftFrom, suggestionFor } from './suggested-draft.ts'

interface MappingEditorProps {
  file: ImportDetail
  sample: TableSample
  regionId: number
}

export function MappingEditor({ file, sample, regionId }: MappingEditorProps) {
  const navigate = useNavigate()
  const client = useQueryClient()
  const usualName = file.fileName.replace(/\.[^.]+$/, '')
  const [sheetIndex, setSheetIndex] = useState(() => firstSuggested(sample))
  const sheet = sample.sheets[sheetIndex]
  const suggestion = useMemo(() => (sheet ? suggestionFor(sample, sheet) : null), [sample, sheet])
  const [draft, setDraft] = useState<Draft | null>(() =>
    sheet ? draftFrom(sheet, suggestion, usualName) : null,
  )
  const { data: catalogue } = useSuspenseQuery(proceduresQuery(regionId))
  const procedures = useMemo(() => procedureChoices(catalogue), [catalogue])
  const [keeps, setKeeps] = useState(true)
  const [isTried, setTried] = useState(false)
  /** What of a reopened description this page does not show; null until one is opened. */
  const [lost, setLost] = useState<string[] | null>(null)

  const check = useMutation({
    mutationFn: async ({ mapping, name, isNew }: { mapping: unknown; name: string; isNew: boolean }) => {
      await checkImport(file.id, { options: { format: 'mapped', mapping, mappingName: name } })
      if (isNew)
        await saveMapping(regionId, { name, definition: mapping, headerSignature: sample.headerSignature })
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['import', file.id] })
      void client.invalidateQueries({ queryKey: ['mappings', regionId] })
      // It names the descriptions saved for such a table.
      void client.invalidateQueries({ queryKey: ['table'] })
      void navigate({
        to: '/regions/$regionId/imports/$importId',
        params: { regionId: String(regionId), importId: String(file.id) },
      })
    },
  })
  if (!sheet || !draft) return null
  const built = buildMapping(draft, addressesFor(suggestion, draft.headerRows), sample.sheets.length)
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part })

  const assign = (column: number, assignment: Assignment | null) => {
    const columns: Record<number, Assignment> = { ...draft.columns }
    if (assignment === null) delete columns[column]
    else columns[column] = assignment
    change({ columns })
  }
  const open = ({ name, definition }: { name: string; definition: unknown }) => {
    const known = new Set(catalogue.map(({ code }) => code))
    const reopened = draftFromMapping(definition, sample, known)
    setSheetIndex(reopened.sheetIndex)
    setDraft({ ...reopened.draft, name: name || usualName })
    setLost(reopened.lost)
    setTried(false)
  }
  const removeGroup = (gone: number) => {
    const kept = Object.entries(draft.columns).flatMap(([index, assignment]) => {
      if (!isResult(assignment) || assignment.group === 'every') return [[index, assignment] as const]
      if (assignment.group === gone) return []
      const group = assignment.group > gone ? assignment.group - 1 : assignment.group
      return [[index, { ...assignment, group }] as const]
    })
    change({ groups: draft.groups.filter((_, index) => index !== gone), columns: Object.fromEntries(kept) })
  }
  const submit = () => {
    setTried(true)
    if (built.mapping) check.mutate({ mapping: built.mapping, name: draft.name.trim(), isNew: keeps })
  }

  return (
    <>
      <SavedPanel
        regionId={regionId}
        sample={sample}
        busy={check.isPending}
        onApply={({ name, definition }) => check.mutate({ mapping: definition, name, isNew: false })}
        onOpen={open}
      />
      {lost && lost.length > 0 && (
        <Note tone="caution" title="Из описания сюда не перенеслось">
          <ul className={styles.faults}>
            {lost.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </Note>
      )}
      {lost?.length === 0 && (
        <Note tone="good">Описание открыто целиком: измените, что нужно, и проверьте файл.</Note>
      )}
      {sample.sheets.length > 1 && (
        <Segments
          label="Лист"
          value={String(sheetIndex)}
          choices={sample.sheets.map((item, index) => ({ value: String(index), label: item.name }))}
          onValue={(value) => {
            const next = sample.sheets[Number(value)]
            if (!next) return
            setSheetIndex(Number(value))
            setDraft({ ...draftFrom(next, suggestionFor(sample, next), draft.name), missing: draft.missing })
          }}
        />
      )}
      <MappingTable
        procedures={procedures}
        sheet={sheet}
        draft={draft}
        onAssign={assign}
        onHeaderRow={(row) =>
          change({
            headerRows: draft.headerRows.includes(row)
              ? draft.headerRows.filter((other) => other !== row)
              : [...draft.headerRows, row].sort((a, b) => a - b),
          })
        }
      />
      <p className="small muted">
        Тёмные номера слева — строки заголовка. Нажмите на номер, чтобы изменить их: заголовок может занимать
        две строки.
      </p>
      <div className={styles.panels}>
        <Section title="Процедуры">
          <GroupsPanel
            procedures={procedures}
            groups={draft.groups}
            onGroup={(index, group) =>
              change({ groups: draft.groups.map((old, at) => (at === index ? group : old)) })
            }
            onAdd={() => change({ groups: [...draft.groups, EMPTY_GROUP] })}
            onRemove={removeGroup}
          />
        </Section>
        <Section title="Остальное">
          <div className={styles.rest}>
            <TextField
              label="Название описания"
              value={draft.name}
              maxLength={200}
              onChange={(event) => change({ name: event.target.value })}
            />
            <Select
              label="Чем названа школа в столбце кода"
              value={draft.keyKind}
              choices={keyKindChoices(draft.keyKind)}
              onValue={(keyKind) => change({ keyKind })}
            />
            <MissingPanel tokens={draft.missing} onTokens={(missing) => change({ missing })} />
            <Tick
              checked={keeps}
              onChange={setKeeps}
              hint="Для файла с такими же заголовками мы предложим его сами"
            >
              Сохранить описание
            </Tick>
          </div>
        </Section>
      </div>
      {isTried && built.faults.length > 0 && (
        <Note tone="bad" title="Осталось сказать">
          <ul className={styles.faults}>
            {built.faults.map((fault) => (
              <li key={fault}>{fault}</li>
            ))}
          </ul>
        </Note>
      )}
      {check.error && <ProblemPanel problem={check.error} takesFocus />}
      <ActionBar
        sentence={
          built.faults.length > 0 ? built.faults[0] : 'Описание готово: проверим файл и покажем, что поняли'
        }
      >
        <Button look="primary" busy={check.isPending} onClick={submit}>
          Проверить файл
        </Button>
      </ActionBar>
    </>
  )
}

const EMPTY_GROUP: GroupDraft = { code: '', name: '', kind: 'other', year: '' }

const firstSuggested = (sample: TableSample) =>
  Math.max(
    0,
    sample.sheets.findIndex((sheet) => suggestionFor(sample, sheet) !== null),
  )
