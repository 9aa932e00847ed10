import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { checkImport, type ImportDetail } from '../api.ts'
import { FormDialog } from '../ui/dialog.tsx'
import { Select, TextField, Tick } from '../ui/field.tsx'
import { FORMATS } from './words.ts'

/** Rows of РЦОИ protocols that no rule counts unless a person asks for them. */
const ATTEMPTS = [
  { value: 'september', label: 'Учесть и сентябрьские пересдачи' },
  { value: 'gve', label: 'Учесть и ГВЭ' },
] as const

/** Another year, another kind of file, or with new schools: the same bytes are read again. */
export function CheckAgainDialog({ data, onClose }: { data: ImportDetail; onClose: () => void }) {
  const client = useQueryClient()
  const [year, setYear] = useState(String(data.schoolYear))
  const isMapped = data.options.mapping !== undefined && data.options.mapping !== null
  const [format, setFormat] = useState(isMapped ? 'mapped' : data.options.format)
  const [createSchools, setCreateSchools] = useState(data.options.createSchools)
  const [include, setInclude] = useState(data.options.include ?? [])
  const isRcoi = format === 'rcoi' || (format === 'auto' && data.preview?.format === 'rcoi')
  const schoolYear = Number(year)
  const isYear = Number.isInteger(schoolYear) && schoolYear >= 1990 && schoolYear <= 2100
  const check = useMutation({
    mutationFn: () => checkImport(data.id, { schoolYear, options: { format, createSchools, include } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['import', data.id] })
      onClose()
    },
  })
  const formats = isMapped ? [...FORMATS, { value: 'mapped', label: 'По описанию столбцов' }] : FORMATS
  return (
    <FormDialog
      title="Проверить файл иначе"
      onClose={onClose}
      submit="Проверить"
      sending={check}
      onSubmit={() => {
        if (isYear) check.mutate()
      }}
    >
      <TextField
        label="Учебный год"
        hint="Год, которым он заканчивается: 2025 — это 2024/25"
        inputMode="numeric"
        value={year}
        data-autofocus
        fault={isYear ? null : 'Напишите год четырьмя цифрами, например 2025'}
        onChange={(event) => setYear(event.target.value)}
      />
      <Select label="Вид файла" value={format} choices={formats} onValue={setFormat} />
      <Tick checked={createSchools} onChange={setCreateSchools}>
        Дополнить реестр школами из файла
      </Tick>
      {isRcoi &&
        ATTEMPTS.map(({ value, label }) => (
          <Tick
            key={value}
            checked={include.includes(value)}
            onChange={(isOn) =>
              setInclude(isOn ? [...include, value] : include.filter((one) => one !== value))
            }
          >
            {label}
          </Tick>
        ))}
    </FormDialog>
  )
}
