import { z } from 'zod'
import { getImport } from '../imports/queries.ts'
import { recordChange } from '../platform/changes.ts'
import { defineRoute } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { listFollowUps, setFollowUp, showFollowUp } from './follow-ups.ts'
import { FollowUp } from './model.ts'
import { buildRegionQuality, findFinding, listImportFindings, listMissingSchools } from './region-quality.ts'
import { setRegionRule } from './rules.ts'
import { FollowUpRequest, MissingSchool, RegionQuality, RuleSettingRequest, ShownFinding } from './schemas.ts'

const regionParams = { regionId: z.coerce.number().int() }

/** Data quality: completeness, rules with their owners, what they found and what people say of it. */
export function qualityRoutes() {
  return [
    defineRoute({
      method: 'GET',
      path: '/regions/:regionId/quality',
      action: 'quality.read',
      audited: 'quality.read',
      summary: 'Completeness, rules and findings of a year',
      params: regionParams,
      query: { year: z.coerce.number().int() },
      response: RegionQuality,
      handle: ({ params, query, db, actor }) => buildRegionQuality(db, actor, params.regionId, query.year),
    }),
    defineRoute({
      method: 'GET',
      path: '/regions/:regionId/quality/missing',
      action: 'quality.read',
      audited: 'quality.read',
      summary: 'Schools of a municipality that have no number of a procedure',
      params: regionParams,
      query: {
        year: z.coerce.number().int(),
        procedure: z.string(),
        municipality: z.coerce.number().int(),
      },
      response: z.array(MissingSchool),
      handle: ({ params, query, db, actor }) =>
        listMissingSchools(db, actor, params.regionId, query.year, query.procedure, query.municipality),
    }),
    defineRoute({
      method: 'GET',
      path: '/imports/:importId/quality',
      action: 'quality.read',
      audited: 'quality.read',
      summary: 'What the rules say of the numbers of one file',
      params: { importId: z.coerce.number().int() },
      response: z.array(ShownFinding),
      handle: async ({ params, db, actor }) => {
        const row = await getImport(db, params.importId)
        return listImportFindings(db, actor, row.region_id, row.id)
      },
    }),
    defineRoute({
      method: 'PUT',
      path: '/regions/:regionId/quality/rules/:rule',
      action: 'quality.write',
      summary: 'Set a rule for the region; null brings the shipped one back',
      params: { ...regionParams, rule: z.string() },
      body: RuleSettingRequest,
      response: z.object({ isChanged: z.boolean() }),
      handle: async ({ params, body, db, actor, requestId }) => {
        const change = await setRegionRule(db, params.regionId, params.rule, body.setting, actor.id)
        await recordChange(db, {
          actor: actor.id,
          action: 'quality.set-rule',
          subjectKind: 'quality-rule',
          subjectId: `${params.regionId} ${params.rule}`,
          ...change,
          requestId,
        })
        return { isChanged: change.after.isChanged }
      },
    }),
    defineRoute({
      method: 'PUT',
      path: '/regions/:regionId/quality/follow-ups',
      action: 'quality.write',
      summary: 'Say of a finding that it is being checked, explained or corrected; null takes it back',
      params: regionParams,
      body: FollowUpRequest,
      response: z.object({ followUp: FollowUp.nullable() }),
      handle: async ({ params, body, db, actor, requestId }) => {
        const finding = await findFinding(db, actor, params.regionId, body.schoolYear, body.finding)
        if (!finding)
          throw new Problem(
            'request/conflict',
            'Этого замечания больше нет: числа или правило уже изменились. Обновите страницу.',
          )
        if (body.mark?.state === 'explained' && body.mark.note === '')
          throw new Problem('request/invalid', 'Напишите, чем это объясняется: без слов отметка не поможет.')
        const before = (await listFollowUps(db, params.regionId)).get(finding.key)
        await setFollowUp(db, params.regionId, finding, body.mark, actor.id)
        await recordChange(db, {
          actor: actor.id,
          action: 'quality.follow-up',
          subjectKind: 'quality-finding',
          subjectId: `${params.regionId} ${finding.key}`,
          before,
          after: body.mark,
          requestId,
        })
        return {
          followUp: showFollowUp(finding, (await listFollowUps(db, params.regionId)).get(finding.key)),
        }
      },
    }),
  ]
}
