import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { listsQuery } from '../api.ts'
import { createDocument, documentKindsQuery } from '../api-documents.ts'
import { municipalitiesQuery, registryQuery } from '../api-places.ts'
import type { Scope } from '../scope.ts'
import { FormDialog } from '../ui/dialog.tsx'
import { Select, Tick } from '../ui/field.tsx'
import { formatSchoolYear } from '../ui/format.ts'
import styles from './documents.module.css'
import { SCOPE_WORDS } from './words.ts'

type ScopeKind = keyof typeof SCOPE_WORDS

/** What, about whom, from which list: then the draft is made at once. */
export function NewDocumentDialog({ scope, onClose }: { scope: Scope; onClose: () => void }) {
  const { regionId, year, methodology } = scope
  const navigate = useNavigate()
  const client = useQueryClient()
  const { data: kinds = [] } = useQuery(documentKindsQuery)
  const [kindId, setKind] = useState<(typeof kinds)[number]['kind']>('analytical-note')
  const [about, setAbout] = useState<ScopeKind>('region')
  const [municipalityId, setMunicipality] = useState('')
  const [schoolId, setSchool] = useState('')
  const [listId, setList] = useState('')
  const kind = kinds.find((one) => one.kind === kindId)
  const { data: municipalities = [] } = useQuery(municipalitiesQuery(regionId))
  const { data: schools = [] } = useQuery({ ...registryQuery(regionId), enabled: about === 'school' })
  const { data: lists = [] } = useQuery(listsQuery(regionId))
  const ofYear = lists.filter((list) => list.schoolYear === year && list.state !== 'cancelled')
  const create = useMutation({
    mutationFn: () =>
      createDocument(regionId, {
        ...{ kind: kindId, schoolYear: year, methodology },
        municipalityId: about === 'municipality' ? Number(municipalityId) : null,
        schoolId: about === 'school' ? Number(schoolId) : null,
        listId: listId === '' ? null : Number(listId),
      }),
    onSuccess: (document) => {
      client.setQueryData(['document', document.id], document)
      void client.invalidateQueries({ queryKey: ['documents', regionId] })
      void navigate({
        to: '/regions/$regionId/documents/$documentId',
        params: { regionId: String(regionId), documentId: String(document.id) },
      })
    },
  })
  const isWhole = about === 'region' || (about === 'municipality' ? municipalityId !== '' : schoolId !== '')
  const choose = (next: typeof kindId) => {
    setKind(next)
    const scopes = kinds.find((one) => one.kind === next)?.scopes ?? []
    if (!scopes.includes(about)) setAbout('region')
  }
  return (
    <FormDialog
      title="Составить документ"
      onClose={onClose}
      submit="Составить черновик"
      sending={create}
      isReady={isWhole}
      onSubmit={() => {
        if (isWhole) create.mutate()
      }}
    >
      <fieldset className={styles.kinds}>
        <legend className="visually-hidden">Какой документ</legend>
        {kinds.map((one) => (
          <Tick
            key={one.kind}
            type="radio"
            name="kind"
            checked={one.kind === kindId}
            onChange={() => choose(one.kind)}
            hint={one.about}
          >
            {one.title}
          </Tick>
        ))}
      </fieldset>
      <Select
        label="О ком"
        value={about}
        onValue={(value) => setAbout(value as ScopeKind)}
        choices={(kind?.scopes ?? ['region']).map((value) => ({ value, label: SCOPE_WORDS[value] }))}
      />
      {about === 'municipality' && (
        <Select
          label="Муниципалитет"
          value={municipalityId}
          onValue={setMunicipality}
          choices={[
            { value: '', label: 'Выберите' },
            ...municipalities.map(({ id, name }) => ({ value: String(id), label: name })),
          ]}
        />
      )}
      {about === 'school' && (
        <Select
          label="Школа"
          value={schoolId}
          onValue={setSchool}
          choices={[
            { value: '', label: schools.length === 0 ? 'Загружается…' : 'Выберите' },
            ...schools.map(({ id, name, municipality }) => ({
              ...{ value: String(id), label: `${municipality} — ${name}` },
            })),
          ]}
        />
      )}
      {ofYear.length > 0 && (
        <Select
          label="Перечень"
          hint="По нему определяется, какие школы включены в перечень."
          value={listId}
          onValue={setList}
          choices={[
            { value: '', label: 'Последний утверждённый, иначе последний черновик' },
            ...ofYear.map(({ id, name, stateLabel }) => ({
              ...{ value: String(id), label: `${name} (${stateLabel})` },
            })),
          ]}
        />
      )}
      <p className="secondary">{formatSchoolYear(year)} учебный год — как выбрано вверху страницы.</p>
    </FormDialog>
  )
}
