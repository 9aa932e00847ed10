import { setTimeout as sleep } from 'node:timers/promises'

/** How many schools each file tells of, and so how many counts a committed one leaves. */
export const SCHOOLS = 10

/** One file of one region, carried by one person through all kills until it is in the register (or taken back again). */
export interface Errand {
  code: string
  /** The person takes the file back once it is in the register. */
  undoes: boolean
  regionId: number | undefined
  /** What the server has said yes to, by the number of the import. */
  given: Set<number>
  agreed: Set<number>
  seenCommitted: Set<number>
  undone: Set<number>
  /** How often the file was given: again where the answer had been cut off. */
  attempts: number
  isDone: boolean
}

export const createErrand = (code: string, undoes: boolean): Errand => ({
  ...{ code, undoes, regionId: undefined, attempts: 0, isDone: false },
  ...{ given: new Set(), agreed: new Set(), seenCommitted: new Set(), undone: new Set() },
})

export interface Listed {
  id: number
  state: string
}

/** A server that is killed answers nobody: whether it did what was asked is not known. */
export class Cut extends Error {}

/**
 * Carries the errand on from wherever it stands. Whoever was not answered asks again, so a file may be given twice; all
 * that is checked is agreed to.
 * @param lose told of everything that was acknowledged and is not so any more
 * @throws Cut where the server went away
 */
export async function carryOn(address: string, errand: Errand, lose: (what: string) => void): Promise<void> {
  errand.regionId ??= await makeRegion(address, errand.code)
  const path = `/regions/${errand.regionId}/imports`
  if (errand.given.size === 0) {
    errand.attempts += 1
    errand.given.add((await ask<Listed>(address, path, file(errand.code))).id)
  }
  while (!errand.isDone) {
    const listed = await ask<Listed[]>(address, path)
    for (const what of missing(errand, listed)) lose(`${errand.code}: ${what}`)
    for (const { id } of listed.filter(({ state }) => state === 'checked')) {
      // Another one of the same file may have moved on meanwhile.
      if (await ask(address, `/imports/${id}/commit`, {}, 'may refuse')) errand.agreed.add(id)
    }
    for (const { id, state } of listed) {
      if (state !== 'committed') continue
      errand.seenCommitted.add(id)
      if (errand.undoes && (await ask(address, `/imports/${id}/undo`, {}, 'may refuse')))
        errand.undone.add(id)
    }
    const isMoving = listed.some(({ state }) =>
      ['received', 'checking', 'checked', 'committing'].includes(state),
    )
    errand.isDone =
      !isMoving && listed.some(({ state }) => state === (errand.undoes ? 'undone' : 'committed'))
    if (!isMoving && listed.every(({ state }) => state === 'refused'))
      throw new Error(`${errand.code}: every import is refused: ${JSON.stringify(listed)}`)
    if (!errand.isDone) await sleep(15)
  }
}

/** What the server had said yes to and what is not so any more. A twin of what is in the register may be refused. */
export function missing(errand: Errand, listed: Listed[]): string[] {
  const states = new Map(listed.map(({ id, state }) => [id, state]))
  const is = (id: number, ...wanted: string[]) => wanted.includes(states.get(id) ?? 'absent')
  const hasTwin = (id: number) =>
    listed.some((other) => other.id !== id && is(other.id, 'committed', 'undone'))
  return [
    ...[...errand.given].filter((id) => !states.has(id)).map((id) => `the file given as ${id} is gone`),
    ...[...errand.agreed]
      .filter((id) => !is(id, 'committing', 'committed', 'undone') && !(is(id, 'refused') && hasTwin(id)))
      .map((id) => `the agreement to ${id} is gone: ${states.get(id)}`),
    ...[...errand.seenCommitted]
      .filter((id) => !is(id, 'committed', 'undone'))
      .map((id) => `${id} was committed`),
    ...[...errand.undone].filter((id) => !is(id, 'undone')).map((id) => `${id} was taken back`),
  ]
}

const region = (code: string) => ({
  ...{ code, name: `Область ${code}`, nameGenitive: null, namePrepositional: null },
})

/** A region with one line in the journal. @returns its id, also where it had been made before the answer was cut */
export async function makeRegion(address: string, code: string): Promise<number> {
  const made = await ask<Listed>(address, '/regions', region(code), 'may refuse')
  if (made) return made.id
  const there = await ask<{ id: number; code: string }[]>(address, '/regions')
  return there.find((one) => one.code === code)!.id
}

/** Other numbers in each file: the same ones twice would be refused. */
function file(code: string): FormData {
  const rows = Array.from(
    { length: SCHOOLS },
    (_, at) => `2025;5;Математика;Район;edu67${2000 + at};Школа № ${at} ${code};100;30;40;20;10`,
  )
  const table = ['Год;Класс;Предмет;Муниципалитет;Логин;ОО;Кол-во участников;2;3;4;5', ...rows].join('\n')
  const form = new FormData()
  form.append('year', '2025')
  form.append('createSchools', 'true')
  form.append('file', new Blob([table]), `таблица ${code}.csv`)
  return form
}

export async function ask<T>(address: string, path: string, body?: object): Promise<T>
export async function ask<T>(
  address: string,
  path: string,
  body: object,
  refusal: 'may refuse',
): Promise<T | undefined>
/** @throws Cut where there is no answer; Error where it is a fault, or a refusal that was not expected */
export async function ask<T>(
  address: string,
  path: string,
  body?: object,
  refusal?: 'may refuse',
): Promise<T | undefined> {
  const given =
    body instanceof FormData
      ? { method: 'POST', body }
      : { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
  const { status, text } = await read(`${address}/api${path}`, body && given)
  if (status < 300) return JSON.parse(text) as T
  if (status === 503) throw new Cut(text)
  if (status < 500 && refusal === 'may refuse') return undefined
  throw new Error(`${path} was answered with ${status}: ${text}`)
}

async function read(url: string, init: RequestInit | undefined): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(url, init)
    return { status: response.status, text: await response.text() }
  } catch (error) {
    throw new Cut('no answer', { cause: error })
  }
}
