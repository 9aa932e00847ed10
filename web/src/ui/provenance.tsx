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
        {rowWords(source)}
      </span>
    </span>
  )
}

/** The same place in words alone, for paper. */
export const placeWords = (source: SourcePlace): string => source.file + rowWords(source)

function rowWords({ sheet, row, lastRow }: SourcePlace): string {
  const rows =
    row === null ? '' : lastRow === null || lastRow === row ? `, строка ${row}` : `, строки ${row}–${lastRow}`
  return `${sheet === '' ? '' : `, лист «${sheet}»`}${rows}`
}
