import { sql } from 'kysely'
import { z } from 'zod'
import { INSTALLATION, knows } from '../accounts/access.ts'
import { recordChange } from '../platform/changes.ts'
import { defineRoute } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { changeRegion, createRegion } from './create-region.ts'
import { findAccountSchools, listMunicipalities, listRegions, listSchools } from './queries.ts'
import {
  AccountSchools,
  CloseRequest,
  MergeRequest,
  Municipality,
  MunicipalityForms,
  Region,
  RegionRequest,
  RenameRequest,
  SchoolHistory,
  SchoolPage,
  SchoolStatus,
} from './schemas.ts'
import { closeSchool, mergeSchools, readSchoolHistory, renameSchool, reopenSchool } from './school-history.ts'
import { SCHOOL_TYPES } from './school-type.ts'

const id = z.coerce.number().int()
const regionParams = { regionId: id }
const schoolParams = { schoolId: id }

/** Regions, municipalities, schools and their history. Matching and the registry's file have their routes in imports/. */
export function placeRoutes() {
  return [
    defineRoute({
      method: 'GET',
      path: '/regions',
      action: 'place.read',
      summary: 'Regions of this installation',
      response: z.array(Region),
      handle: async ({ db, actor }) =>
        (await listRegions(db)).filter(({ id }) => knows(actor, { ...INSTALLATION, regionId: id })),
    }),
    defineRoute({
      method: 'POST',
      path: '/regions',
      action: 'region.create',
      summary: 'A new region, empty',
      body: RegionRequest,
      response: Region,
      handle: ({ db, actor, body }) => createRegion(db, actor, body),
    }),
    defineRoute({
      method: 'PUT',
      path: '/regions/:regionId',
      action: 'place.write',
      summary: 'Another name, code or declined forms of a region',
      params: regionParams,
      body: RegionRequest,
      response: Region,
      handle: ({ db, actor, params, body }) => changeRegion(db, actor, params.regionId, body),
    }),
    defineRoute({
      method: 'GET',
      path: '/regions/:regionId/municipalities',
      action: 'place.read',
      summary: 'Municipalities of a region, with borders where asked for',
      params: regionParams,
      query: { borders: z.stringbool().default(false) },
      response: z.array(Municipality),
      handle: ({ db, params, query }) => listMunicipalities(db, params.regionId, query.borders),
    }),
    defineRoute({
      method: 'PUT',
      path: '/municipalities/:municipalityId/forms',
      action: 'place.write',
      summary: 'Stores the declined forms of a municipality name',
      params: { municipalityId: id },
      body: MunicipalityForms,
      response: Municipality,
      handle: async ({ db, actor, params, body }) => {
        const before = await sql<{
          regionId: number
          nameGenitive: string | null
          namePrepositional: string | null
        }>`
          select region_id as "regionId", name_genitive as "nameGenitive", name_prepositional as "namePrepositional"
          from municipalities where id = ${params.municipalityId} for update`.execute(db)
        const row = before.rows[0]
        if (row === undefined) throw new Problem('place/not-found', 'Такого муниципалитета нет в реестре.')
        await sql`update municipalities set name_genitive = ${body.nameGenitive}, name_prepositional = ${body.namePrepositional}
          where id = ${params.municipalityId}`.execute(db)
        await recordChange(db, {
          actor: actor.id,
          action: 'municipality.forms',
          subjectKind: 'municipality',
          subjectId: params.municipalityId,
          before: { nameGenitive: row.nameGenitive, namePrepositional: row.namePrepositional },
          after: body,
        })
        const all = await listMunicipalities(db, row.regionId, false)
        return all.find((municipality) => municipality.id === params.municipalityId)!
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/regions/:regionId/schools',
      action: 'school.find',
      summary: 'Schools of a region: search by words of the name or by any code',
      params: regionParams,
      query: {
        text: z.string().max(200).optional(),
        municipalityId: id.optional(),
        status: SchoolStatus.optional(),
        schoolType: z.enum(SCHOOL_TYPES).optional(),
        limit: z.coerce.number().int().min(1).max(1000).default(50),
        offset: z.coerce.number().int().min(0).default(0),
      },
      response: SchoolPage,
      handle: ({ db, actor, params, query }) => listSchools(db, actor, params.regionId, query),
    }),
    defineRoute({
      method: 'GET',
      path: '/regions/:regionId/account-schools',
      action: 'account.read',
      summary: 'Schools in which one may hand out a role, by words of the name, the place or any code',
      params: regionParams,
      query: {
        text: z.string().trim().min(1).max(200),
        limit: z.coerce.number().int().min(1).max(50).default(8),
      },
      response: AccountSchools,
      handle: async ({ db, actor, params, query }) => ({
        schools: await findAccountSchools(db, actor, params.regionId, query.text, query.limit),
      }),
    }),
    defineRoute({
      method: 'GET',
      path: '/schools/:schoolId/history',
      action: 'school.read',
      audited: 'school.history',
      summary: 'Names, codes, predecessors and changes of a school',
      params: schoolParams,
      response: SchoolHistory,
      handle: ({ db, actor, params }) => readSchoolHistory(db, actor, params.schoolId),
    }),
    defineRoute({
      method: 'POST',
      path: '/schools/:schoolId/rename',
      action: 'place.write',
      summary: 'A new official name; the present one is kept with its last day',
      params: schoolParams,
      body: RenameRequest,
      response: SchoolHistory,
      handle: async ({ db, actor, params, body }) => {
        await renameSchool(db, actor, params.schoolId, body.name, body.usedUntil)
        return readSchoolHistory(db, actor, params.schoolId)
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/schools/:schoolId/close',
      action: 'place.write',
      summary: 'Closes a school; its results stay',
      params: schoolParams,
      body: CloseRequest,
      response: SchoolHistory,
      handle: async ({ db, actor, params, body }) => {
        await closeSchool(db, actor, params.schoolId, body.closedOn)
        return readSchoolHistory(db, actor, params.schoolId)
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/schools/:schoolId/reopen',
      action: 'place.write',
      summary: 'Takes a closure or a merger back',
      params: schoolParams,
      response: SchoolHistory,
      handle: async ({ db, actor, params }) => {
        await reopenSchool(db, actor, params.schoolId)
        return readSchoolHistory(db, actor, params.schoolId)
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/schools/:schoolId/merge',
      action: 'place.write',
      summary: 'Merges a school into another one of the region',
      params: schoolParams,
      body: MergeRequest,
      response: SchoolHistory,
      handle: async ({ db, actor, params, body }) => {
        await mergeSchools(db, actor, params.schoolId, body.intoSchoolId, body.happenedOn)
        return readSchoolHistory(db, actor, params.schoolId)
      },
    }),
  ]
}
