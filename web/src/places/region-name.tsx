import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { regionsQuery } from '../api-places.ts'
import { Button } from '../ui/button.tsx'
import { Section } from '../ui/page.tsx'
import { RegionDialog } from './region-dialog.tsx'
import styles from './registry.module.css'

/** How the region is called, and the door to call it otherwise: one made while a file was loaded has no name of its own. */
export function RegionName({ regionId }: { regionId: number }) {
  const { data } = useQuery(regionsQuery)
  const [isEdited, setEdited] = useState(false)
  const region = data?.find(({ id }) => id === regionId)
  if (!region) return null
  return (
    <Section title="Регион">
      <ul className={styles.places}>
        <li>
          <div>
            <h3>{region.name}</h3>
            <p className="small muted">код {region.code}</p>
          </div>
          <p>
            школы {region.nameGenitive}
            <br />
            {region.nameIn}
          </p>
          <Button small look="quiet" onClick={() => setEdited(true)}>
            Изменить<span className="visually-hidden"> название региона</span>
          </Button>
        </li>
      </ul>
      {isEdited && <RegionDialog region={region} onClose={() => setEdited(false)} />}
    </Section>
  )
}
