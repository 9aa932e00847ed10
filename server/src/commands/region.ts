import { LOCAL_OPERATOR } from '../accounts/access.ts'
import { changeRegion } from '../places/create-region.ts'
import { listRegions } from '../places/queries.ts'
import { RegionRequest } from '../places/schemas.ts'
import { inTransaction } from '../platform/db.ts'
import { Problem } from '../platform/problem.ts'
import type { Ground } from './open-ground.ts'
import { chooseRegion } from './regions.ts'

interface RegionArguments {
  region: string | undefined
  name: string | undefined
  code: string | undefined
  /** Declined forms as they stand in a text; an empty one is taken away. */
  genitive: string | undefined
  prepositional: string | undefined
}

/** `region`: how a region is called in every form; with keys it is called otherwise from now on. */
export async function regionCommand(ground: Ground, args: RegionArguments): Promise<number> {
  const { id } = await chooseRegion(ground.db, args.region)
  const now = (await listRegions(ground.db)).find((region) => region.id === id)!
  const form = (given: string | undefined, stored: string | null) => (given ?? stored)?.trim() || null
  const request = RegionRequest.safeParse({
    code: args.code ?? now.code,
    name: args.name ?? now.name,
    nameGenitive: form(args.genitive, now.storedForms.nameGenitive),
    namePrepositional: form(args.prepositional, now.storedForms.namePrepositional),
  })
  if (!request.success)
    throw new Problem(
      'request/invalid',
      'Название — от двух букв, код — до десяти букв и цифр без пробелов, например 67.',
    )
  const isSame = [args.name, args.code, args.genitive, args.prepositional].every((key) => key === undefined)
  const shown = isSame
    ? now
    : await inTransaction(ground.db, (tx) => changeRegion(tx, LOCAL_OPERATOR, id, request.data))
  process.stdout.write(
    `${shown.code} · ${shown.name}\nшколы ${shown.nameGenitive} · ${shown.nameIn}\n${isSame ? '' : 'Записано.\n'}`,
  )
  return 0
}
