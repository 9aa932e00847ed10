import { Link } from '@tanstack/react-router'
import { FileSpreadsheet } from 'lucide-react'
import type { SourcePlace } from '../api.ts'
import styles from './provenance.module.css'

/** Where a number comes from: the file, the sheet and the row (many rows where pupils were counted); the file opens its import. */
export function Provenance({ source, regionId }: { source: SourcePlace; regionId: number }) {
  return (
    <span className={styles.place}>
      <FileSpreadsheet aria-hidden="true" />
      <span>
        <Link
          to="/regions/$regionId/imports/$importId"
          params={{ regionId: String(regionId), importId: String(source.importId) }}
        >
          {source.file}
        </Link>
        {source.sheet !== '' && <>, лист «{source.sheet}»</>}
        {source.lastRow === null || source.lastRow === source.row
          ? `, строка ${source.row}`
          : `, строки ${source.row}–${source.lastRow}`}
      </span>
    </span>
  )
}
