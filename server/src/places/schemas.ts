import { z } from 'zod'
import { SCHOOL_TYPES, SETTLEMENT_TYPES } from './school-type.ts'

const id = z.number().int()
const isoDate = z.iso.date()

export const Region = z.object({
  id,
  code: z.string(),
  name: z.string(),
  /** «Смоленской области»; a form that avoids declension where none is stored. */
  nameGenitive: z.string(),
  /** With its preposition: «в Смоленской области». */
  nameIn: z.string(),
  /** The forms as somebody stored them; null where none is. */
  storedForms: z.object({ nameGenitive: z.string().nullable(), namePrepositional: z.string().nullable() }),
  isDemo: z.boolean(),
  schools: z.number().int(),
  municipalities: z.number().int(),
})
export type Region = z.infer<typeof Region>

const storedForm = z.string().trim().min(1).max(200).nullable()

export const RegionRequest = z.object({
  /** Two digits of the subject of the federation, or any short code of one's own. */
  code: z
    .string()
    .trim()
    .regex(/^[\p{L}\d-]{1,10}$/u, 'код — до десяти букв и цифр без пробелов, например 67'),
  name: z.string().trim().min(2).max(200),
  nameGenitive: storedForm,
  namePrepositional: storedForm,
})
export type RegionRequest = z.infer<typeof RegionRequest>

export const Municipality = z.object({
  id,
  code: z.string(),
  name: z.string(),
  oktmo: z.string().nullable(),
  /** Stored forms, null where nobody has given them yet. */
  nameGenitive: z.string().nullable(),
  namePrepositional: z.string().nullable(),
  /** With its preposition, always usable: «в Вяземском районе» or «в муниципалитете «Вяземский район»». */
  nameIn: z.string(),
  schools: z.number().int(),
  /** GeoJSON geometry, longitude first; null where borders are not known or not asked for. */
  border: z
    .object({ type: z.enum(['Polygon', 'MultiPolygon']), coordinates: z.array(z.unknown()) })
    .nullable(),
})
export type Municipality = z.infer<typeof Municipality>

export const MunicipalityForms = z.object({
  nameGenitive: z.string().trim().min(1).nullable(),
  namePrepositional: z.string().trim().min(1).nullable(),
})

export const SchoolStatus = z.enum(['open', 'closed', 'merged'])
export const SCHOOL_STATUS_LABELS = {
  open: 'действует',
  closed: 'закрыта',
  merged: 'присоединена',
} satisfies Record<z.infer<typeof SchoolStatus>, string>

export const SchoolItem = z.object({
  id,
  code: z.string(),
  name: z.string(),
  municipalityId: id,
  municipality: z.string(),
  schoolType: z.enum(SCHOOL_TYPES).nullable(),
  schoolTypeLabel: z.string().nullable(),
  settlementType: z.enum(SETTLEMENT_TYPES).nullable(),
  settlementTypeLabel: z.string().nullable(),
  settlement: z.string().nullable(),
  enrolment: z.number().int().nullable(),
  status: SchoolStatus,
  statusLabel: z.string(),
})
export type SchoolItem = z.infer<typeof SchoolItem>

export const SchoolPage = z.object({ total: z.number().int(), schools: z.array(SchoolItem) })

/** A school as it is named where roles are handed out: nothing of its results. */
export const AccountSchools = z.object({
  schools: z.array(SchoolItem.pick({ id: true, code: true, name: true, municipality: true, status: true })),
})

const RelatedSchool = z.object({
  schoolId: id,
  code: z.string(),
  name: z.string(),
  kind: z.enum(['successor', 'merge']),
  happenedOn: isoDate.nullable(),
  /** Russian sentences a person decided by, or what the registry said. */
  evidence: z.array(z.string()),
  decidedBy: z.string(),
})

export const SchoolHistory = z.object({
  schoolId: id,
  name: z.string(),
  status: SchoolStatus,
  closedOn: isoDate.nullable(),
  identifiers: z.array(z.object({ kind: z.string(), label: z.string(), value: z.string() })),
  earlierNames: z.array(z.object({ name: z.string(), usedUntil: isoDate.nullable() })),
  predecessors: z.array(RelatedSchool),
  successors: z.array(RelatedSchool),
  /** Who changed what, the newest first. */
  changes: z.array(z.object({ at: z.string(), actor: z.string(), sentence: z.string() })),
  allowedActions: z.array(z.enum(['rename', 'close', 'reopen', 'merge'])),
})
export type SchoolHistory = z.infer<typeof SchoolHistory>

export const RenameRequest = z.object({ name: z.string().trim().min(2), usedUntil: isoDate })
export const CloseRequest = z.object({ closedOn: isoDate })
export const MergeRequest = z.object({ intoSchoolId: id, happenedOn: isoDate })

export const Candidate = z.object({
  schoolId: id,
  code: z.string(),
  name: z.string(),
  municipality: z.string(),
  status: SchoolStatus,
  /** 0…1, only for the order. */
  score: z.number(),
  reasons: z.array(z.string()),
  /** What speaks against. */
  doubts: z.array(z.string()),
})

/** A school as files name it. */
export const SourceSchool = z.object({
  id,
  keyKind: z.string(),
  keyLabel: z.string(),
  key: z.string(),
  name: z.string().nullable(),
  municipality: z.string().nullable(),
  municipalityCode: z.string().nullable(),
  school: z.object({ id, code: z.string(), name: z.string(), municipality: z.string() }).nullable(),
  method: z.enum(['identifier', 'name', 'manual', 'created']).nullable(),
  methodLabel: z.string().nullable(),
  matchedBy: z.string().nullable(),
  /** One sentence: why it waits, or how it was matched. */
  sentence: z.string(),
  /** Numbers of results that come from this source school. */
  results: z.number().int(),
  candidates: z.array(Candidate),
  allowedActions: z.array(z.enum(['match', 'create', 'unmatch'])),
})
export type SourceSchool = z.infer<typeof SourceSchool>

export const SourceSchoolPage = z.object({
  total: z.number().int(),
  waiting: z.number().int(),
  matched: z.number().int(),
  /** «41 название ждёт школы» or that all have found theirs. */
  sentence: z.string(),
  items: z.array(SourceSchool),
})
export type SourceSchoolPage = z.infer<typeof SourceSchoolPage>

/** Many decisions taken at once, while they can still be taken back together. */
export const LastDecision = z.object({
  id: z.number().int(),
  at: z.string(),
  pairs: z.number().int(),
})
export type LastDecision = z.infer<typeof LastDecision>

/** Waiting names beside the one school each most probably means; accepted only by a person, then or one by one. */
export const LikelyPairs = z.object({
  waiting: z.number().int(),
  /** All likely pairs found; `pairs` has the best of them. */
  total: z.number().int(),
  pairs: z.array(
    z.object({
      source: SourceSchool.pick({
        id: true,
        keyKind: true,
        keyLabel: true,
        key: true,
        name: true,
        municipality: true,
        results: true,
      }),
      candidate: Candidate,
      /** Nothing speaks against it. */
      isPlain: z.boolean(),
    }),
  ),
  last: LastDecision.nullable(),
})
export type LikelyPairs = z.infer<typeof LikelyPairs>

export const MatchManyRequest = z.object({
  pairs: z
    .array(z.object({ sourceSchoolId: id, schoolId: id, reasons: z.array(z.string()).max(20) }))
    .min(1)
    .max(5000),
})
export type MatchManyRequest = z.infer<typeof MatchManyRequest>

export const MatchRequest = z.object({ schoolId: id })

export const PredecessorPair = z.object({
  school: SchoolItem,
  predecessor: SchoolItem,
  /** First year of the school's results and last year of the other's, where they are known. */
  firstYear: z.number().int().nullable(),
  lastYear: z.number().int().nullable(),
  score: z.number(),
  reasons: z.array(z.string()),
  /** What speaks against. */
  doubts: z.array(z.string()),
})
export type PredecessorPair = z.infer<typeof PredecessorPair>

export const PredecessorDecision = z.object({
  schoolId: id,
  predecessorId: id,
  verdict: z.enum(['successor', 'merge', 'different']),
  happenedOn: isoDate.nullable(),
  /** The reasons as they were shown, kept with the decision. */
  evidence: z.array(z.string()).max(20),
})
export type PredecessorDecision = z.infer<typeof PredecessorDecision>

export const RegistryPreview = z.object({
  sha256: z.string(),
  fileName: z.string(),
  rowsRead: z.number().int(),
  municipalities: z.object({
    created: z.number().int(),
    changed: z.number().int(),
    unchanged: z.number().int(),
  }),
  schools: z.object({
    created: z.number().int(),
    changed: z.number().int(),
    unchanged: z.number().int(),
    missing: z.number().int(),
  }),
  renamed: z.array(z.object({ schoolId: id, from: z.string(), to: z.string() })),
  closed: z.array(z.object({ schoolId: id, name: z.string() })),
  missing: z.array(z.object({ schoolId: id, code: z.string(), name: z.string() })),
  /** Waiting names that find their school with this registry. */
  matchedSourceSchools: z.number().int(),
  problems: z.array(
    z.object({
      sheet: z.string(),
      rowNumber: z.number().int(),
      column: z.string().nullable(),
      given: z.string().nullable(),
      expected: z.string(),
      severity: z.enum(['rejected', 'warning']),
    }),
  ),
  problemCount: z.number().int(),
  /** «Добавится 640 школ, изменятся 2…» */
  sentence: z.string(),
})
export type RegistryPreview = z.infer<typeof RegistryPreview>
