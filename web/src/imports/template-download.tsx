import { useMutation } from '@tanstack/react-query'
import { FileDown } from 'lucide-react'
import { downloadTemplate } from '../api.ts'
import type { Scope } from '../scope.ts'
import { Button } from '../ui/button.tsx'
import { formatSchoolYear } from '../ui/format.ts'
import { Section } from '../ui/page.tsx'
import { ProblemPanel } from '../ui/problem-panel.tsx'

/** The numbers of the chosen year as a workbook: edited in Excel, given back above. */
export function TemplateDownload({ scope }: { scope: Scope }) {
  const save = useMutation({ mutationFn: () => downloadTemplate(scope.regionId, scope.year) })
  return (
    <Section
      title="Правка в Excel"
      note="Скачайте числа года одной таблицей, поправьте или допишите строки и загрузите её сюда же: новым источником станут только изменённые строки."
    >
      <Button icon={<FileDown />} busy={save.isPending} onClick={() => save.mutate()}>
        Скачать таблицу за {formatSchoolYear(scope.year)} год
      </Button>
      {save.error && <ProblemPanel problem={save.error} takesFocus />}
    </Section>
  )
}
