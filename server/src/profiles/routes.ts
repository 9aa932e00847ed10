import { z } from 'zod'
import { DEFAULT_METHODOLOGY } from '../identification/load-methodology.ts'
import { defineRoute } from '../platform/http.ts'
import { CountBasis, SourcePlace } from '../results/model.ts'
import { chartRoutes } from './chart-routes.ts'
import { buildMunicipalityCard } from './municipality-card.ts'
import { MunicipalityCard } from './municipality-schemas.ts'
import { SchoolCard } from './schemas.ts'
import { buildSchoolCard } from './school-card.ts'
import { getSchool, listSources } from './school-queries.ts'

const schoolParams = { schoolId: z.coerce.number().int() }

export const SchoolSource = z.object({
  isActive: z.boolean(),
  level: z.enum(['pupil', 'aggregate']),
  participants: z.number().int(),
  low: z.number().int().nullable(),
  lowShare: z.number().nullable(),
  countBasis: CountBasis,
  source: SourcePlace,
  committedAt: z.string().nullable(),
})

export function profileRoutes() {
  return [
    ...chartRoutes(),
    defineRoute({
      method: 'GET',
      path: '/schools/:schoolId',
      action: 'school.read',
      audited: 'school.read',
      summary: 'The card of a school: why it is or is not on the list, its results, its history',
      params: schoolParams,
      query: { year: z.coerce.number().int(), methodology: z.string().default(DEFAULT_METHODOLOGY) },
      response: SchoolCard,
      kept: true,
      handle: ({ params, query, db, actor }) =>
        buildSchoolCard(db, actor, params.schoolId, query.year, query.methodology),
    }),
    defineRoute({
      method: 'GET',
      path: '/municipalities/:municipalityId',
      action: 'municipality.read',
      audited: 'municipality.read',
      summary: 'The card of a municipality: its schools with their state, what is missing, what moved',
      params: { municipalityId: z.coerce.number().int() },
      query: { year: z.coerce.number().int(), methodology: z.string().default(DEFAULT_METHODOLOGY) },
      response: MunicipalityCard,
      kept: true,
      handle: ({ params, query, db, actor }) =>
        buildMunicipalityCard(db, actor, params.municipalityId, query.year, query.methodology),
    }),
    defineRoute({
      method: 'GET',
      path: '/schools/:schoolId/sources',
      action: 'school.read',
      audited: 'school.sources',
      summary: 'Every source of one number: the active one and the alternatives',
      params: schoolParams,
      query: { procedure: z.string(), year: z.coerce.number().int() },
      response: z.array(SchoolSource),
      handle: async ({ params, query, db, actor }) => {
        const school = await getSchool(db, actor, params.schoolId)
        return listSources(db, school, query.procedure, query.year)
      },
    }),
  ]
}
