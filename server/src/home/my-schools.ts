import { z } from 'zod'
import { gives } from '../accounts/access.ts'
import { explainFinding } from '../identification/explain-sentence.ts'
import { identifyRegion } from '../identification/identify-region.ts'
import type { Finding } from '../identification/model.ts'
import type { Db } from '../platform/db.ts'
import type { Actor } from '../platform/http.ts'
import { counted, plural } from '../platform/russian.ts'
import { listProcedures } from '../results/procedure-queries.ts'
import { Contact, listContacts } from './contacts.ts'
import { lackingProcedures } from './lacking.ts'

/** «Мои школы»: the schools that a curator has been given in a region. */
export const CuratorToday = z.object({
  schoolYear: z.number().int(),
  sentence: z.string(),
  schools: z.array(
    z.object({
      id: z.number().int(),
      name: z.string(),
      municipality: z.string(),
      status: z.enum(['listed', 'not-listed', 'insufficient-data']),
      isRisk: z.boolean(),
      reliability: z.enum(['high', 'medium', 'low']).nullable(),
      dynamics: z.enum(['positive', 'neutral', 'negative']).nullable(),
      /** Why, in one sentence. */
      sentence: z.string(),
      /** Names of procedures without a result of this year. */
      lacking: z.array(z.string()),
    }),
  ),
  contacts: z.array(Contact),
})
export type CuratorToday = z.infer<typeof CuratorToday>

const SCHOOLS = ['школа', 'школы', 'школ'] as const

export async function buildCuratorToday(
  db: Db,
  actor: Actor,
  regionId: number,
  schoolYear: number,
  methodologyId: string,
): Promise<CuratorToday> {
  const region = await identifyRegion(db, actor, regionId, schoolYear, methodologyId)
  const procedures = await listProcedures(db)
  const own = new Set(
    actor.grants.flatMap((grant) => (gives(grant, 'home.curator') ? (grant.schoolId ?? []) : [])),
  )
  const schools = new Map(region.input.schools.map((school) => [school.id, school]))
  const findings = region.identification.findings.filter(({ schoolId }) => own.has(schoolId))
  const contacts = await Promise.all(
    [...new Set(findings.map(({ schoolId }) => schools.get(schoolId)!.municipalityId))].map(
      (municipalityId) => listContacts(db, { regionId, municipalityId, schoolId: null }, actor.id),
    ),
  )
  const heldBy = (schoolId: number) =>
    new Set(
      region.input.counts.flatMap((count) =>
        count.schoolId === schoolId && count.schoolYear === schoolYear ? [count.procedure] : [],
      ),
    )
  return {
    schoolYear,
    sentence: sentenceOf(findings, schoolYear),
    schools: findings
      .map((finding) => {
        const school = schools.get(finding.schoolId)!
        return {
          id: school.id,
          name: school.name,
          municipality: school.municipality,
          status: finding.status,
          isRisk: finding.memberOf.includes('risk'),
          reliability: 'value' in finding.reliability ? finding.reliability.value : null,
          dynamics: 'value' in finding.dynamics ? finding.dynamics.value : null,
          sentence: explainFinding(finding, region.methodology),
          lacking: lackingProcedures(school.schoolType, heldBy(school.id), procedures),
        }
      })
      .sort((a, b) => byName.compare(a.name, b.name)),
    contacts: [...new Map(contacts.flat().map((one) => [`${one.email} ${one.label}`, one])).values()],
  }
}

const byName = new Intl.Collator('ru', { numeric: true })

function sentenceOf(findings: readonly Finding[], schoolYear: number): string {
  if (findings.length === 0) return 'За вами пока не закреплено ни одной школы.'
  const count = findings.length
  const verb = plural(count, ['закреплена', 'закреплены', 'закреплено'])
  const listed = findings.filter(({ status }) => status === 'listed').length
  const inList =
    listed === 0
      ? `в перечень ${schoolYear} года не входит ни одна`
      : `в перечень ${schoolYear} года ${plural(listed, ['входит', 'входят', 'входит'])} ${listed}`
  return `За вами ${verb} ${counted(count, SCHOOLS)}: ${inList}.`
}
