import { z } from 'zod'
import { Moved } from '../profiles/moved.ts'
import { CoverageLine } from '../profiles/place-coverage.ts'
import { FirstScreen } from './screens.ts'

/** What every page needs once: who works, where, and which years and methodologies there are. */
export const Session = z.object({
  product: z.string(),
  version: z.string(),
  /** Null: nobody is signed in, and all there is to see is the login page. */
  actor: z
    .object({
      id: z.string(),
      name: z.string(),
      role: z.string(),
      /** The account's own address; null for the local operator. */
      email: z.string().nullable(),
      /** A role asks for a second factor that is not set up: nothing else is granted until it is. */
      needsSecondFactor: z.boolean(),
      grants: z.array(
        z.object({
          role: z.string(),
          label: z.string(),
          placeName: z.string(),
          regionId: z.number().int().nullable(),
          municipalityId: z.number().int().nullable(),
          schoolId: z.number().int().nullable(),
        }),
      ),
    })
    .nullable(),
  /** What the person may do somewhere: what menus offer. */
  actions: z.array(z.string()),
  screens: z.array(FirstScreen),
  regions: z.array(
    z.object({
      id: z.number().int(),
      code: z.string(),
      name: z.string(),
      isDemo: z.boolean(),
      /** Years with results, the newest first. */
      years: z.array(z.number().int()),
      schools: z.number().int(),
      waitingSchools: z.number().int(),
      /** What the person may do in it or in a part of it. */
      actions: z.array(z.string()),
    }),
  ),
  /** Of the product (`regionId` null) and the newest versions that the regions made. */
  methodologies: z.array(
    z.object({ id: z.string(), title: z.string(), regionId: z.number().int().nullable() }),
  ),
  defaultMethodology: z.string(),
  /** Loading of the demonstration region, while it goes on. */
  demo: z.object({
    state: z.enum(['none', 'loading', 'ready', 'failed']),
    done: z.number(),
    total: z.number(),
  }),
})
export type Session = z.infer<typeof Session>

const SchoolLine = z.object({
  schoolId: z.number().int(),
  name: z.string(),
  municipality: z.string(),
  sentence: z.string(),
})

/** «Регион сегодня». */
export const RegionToday = z.object({
  regionId: z.number().int(),
  regionName: z.string(),
  schoolYear: z.number().int(),
  previousYear: z.number().int().nullable(),
  /** The finding of the day as one sentence. */
  sentence: z.string(),
  totals: z.object({
    schools: z.number().int(),
    listed: z.number().int(),
    risk: z.number().int(),
    insufficientData: z.number().int(),
    entered: z.number().int().nullable(),
    left: z.number().int().nullable(),
    stayed: z.number().int().nullable(),
    lowReliability: z.number().int(),
  }),
  entered: z.array(SchoolLine),
  left: z.array(SchoolLine),
  /** Things that wait for a decision of the person, each with the address of its page. */
  waiting: z.array(z.object({ sentence: z.string(), href: z.string(), count: z.number().int() })),
  /** Procedures of the methodology with results this year: what a funnel can be asked about. */
  procedures: z.array(z.object({ procedure: z.string(), name: z.string() })),
  coverage: z.array(CoverageLine),
  moved: Moved,
  recentImports: z.array(
    z.object({ id: z.number().int(), fileName: z.string(), sentence: z.string(), at: z.string() }),
  ),
})
export type RegionToday = z.infer<typeof RegionToday>
