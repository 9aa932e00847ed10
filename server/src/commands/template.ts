import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { LOCAL_OPERATOR } from '../accounts/access.ts'
import { writeTemplate } from '../imports/write-template.ts'
import type { Ground } from './open-ground.ts'
import { chooseRegion } from './regions.ts'

export interface TemplateArguments {
  year: number
  region?: string | undefined
  out: string
}

/** Writes a region's numbers of a year as a workbook to be edited and read back by `import`. */
export async function templateCommand(
  ground: Ground,
  { year, region, out }: TemplateArguments,
): Promise<number> {
  const { id } = await chooseRegion(ground.db, region)
  await pipeline(await writeTemplate(ground.db, LOCAL_OPERATOR, id, year), createWriteStream(out))
  process.stdout.write(
    `Записано в ${out}. Правьте числа в Excel и загрузите файл: npx traektoria import ${out} --year ${year}.\n`,
  )
  return 0
}
