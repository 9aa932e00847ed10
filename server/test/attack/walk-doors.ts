import { unzipSync } from 'fflate'
import { IDENTIFICATION_COLUMNS } from '../../src/identification/identification-xlsx.ts'
import type { AnyRoute } from '../../src/platform/http.ts'
import type { Person } from '../acting-app.ts'
import { type GeneratedRegion, PROCEDURES, YEARS } from '../generated-region.ts'

/** What is asked of one door: its own filters, years, shapes and choices. */
function queriesOf(path: string): string[] {
  if (path === '/search') return ['?text=школа', '?text=район']
  if (path.endsWith('/picture')) return ['?year=2025&format=svg']
  if (path.startsWith('/schools') && path.includes('/charts/')) return ['?year=2025&width=800']
  if (path.includes('/charts/')) return YEARS.map((year) => `?year=${year}&width=800`)
  if (path.endsWith('/sources'))
    return PROCEDURES.flatMap((procedure) => YEARS.map((year) => `?year=${year}&procedure=${procedure}`))
  if (path.includes('/exports'))
    return ['results', 'schools'].flatMap((table) =>
      ['', '&years=2025', '&procedures=oge-ma&years=2024,2025'].map(
        (filter) => `?table=${table}${filter}${path.endsWith('preview') ? '' : '&format=csv'}`,
      ),
    )
  if (path.startsWith('/schools/') || path.startsWith('/municipalities/'))
    return ['', '?year=2025', '?year=2024&methodology=bryansk-2020']
  return ['', ...YEARS.map((year) => `?year=${year}`), '?year=2025&methodology=bryansk-2020']
}

const CHARTS = {
  place: ['map', 'transitions', 'procedures', 'funnel', 'history'],
  school: ['why', 'history', 'other'],
}

/** Every address of every reading door of the server, filled with the region's own places. */
function addresses(routes: readonly AnyRoute[], region: GeneratedRegion): string[] {
  const valuesOf = (name: string, path: string): (string | number)[] => {
    // Doors with many questions are asked of some schools.
    const few = path.endsWith('/sources') || path.endsWith('/picture')
    switch (name) {
      case 'regionId':
        return [region.id]
      case 'municipalityId':
        return region.municipalities.map(({ id }) => id)
      case 'schoolId':
        return few ? region.schools.slice(0, 5) : region.schools
      case 'importId':
        return [region.importId]
      case 'chart':
        return path.startsWith('/schools') ? CHARTS.school : CHARTS.place
      case 'reference':
        return ['order-847']
      default:
        return [1]
    }
  }
  const found = routes
    .filter(({ method }) => method === 'GET')
    .flatMap(({ path }) => {
      const names = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name!)
      const filled = names.reduce<string[]>(
        (paths, name) =>
          paths.flatMap((one) => valuesOf(name, path).map((value) => one.replace(`:${name}`, String(value)))),
        [path],
      )
      return filled.flatMap((one) => queriesOf(path).map((query) => one + query))
    })
  const chosen = [
    ...['listed', 'risk', 'count', 'low', 'coverage'].map((measure) => `map?of=${measure}`),
    ...PROCEDURES.map((procedure) => `funnel?of=${procedure}`),
  ].map((choice) => `/regions/${region.id}/charts/${choice}&year=2025&width=800`)
  return [...found, ...chosen]
}

/** What every door gives a person: file names and bodies by address, those that open alone. The moment of an export is left out. */
export async function walkDoors(
  who: Person,
  routes: readonly AnyRoute[],
  region: GeneratedRegion,
): Promise<Map<string, string>> {
  const answers = new Map<string, string>()
  for (const path of addresses(routes, region)) {
    const { status, bytes, headers } = await who.ask('GET', path)
    if (status !== 200) continue
    const text = bytes.toString('utf8').replace(/Выгружено \d{4}-\d\d-\d\d \d\d:\d\d UTC/g, '')
    answers.set(path, `${headers['content-disposition'] ?? ''}\n${text}`)
  }
  const table = await who.ask('POST', `/regions/${region.id}/identification/xlsx`, {
    schoolYear: 2025,
    methodology: 'order-847',
    schoolIds: region.schools,
    columns: Object.keys(IDENTIFICATION_COLUMNS),
    filters: '',
  })
  if (table.status === 200) answers.set('identification.xlsx', unzipped(table.bytes))
  return answers
}

/** The parts of a workbook without the times that are written into it. */
function unzipped(bytes: Buffer): string {
  return Object.entries(unzipSync(bytes))
    .filter(([name]) => name.startsWith('xl/'))
    .map(([name, part]) => `${name}\n${Buffer.from(part).toString('utf8')}`)
    .join('\n')
}
