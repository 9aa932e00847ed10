/** What the generator makes: an invented region whose true probabilities are known. Years are school years by their end. */
export interface DemoRegion {
  seed: string
  region: { code: string; name: string; nameGenitive: string; namePrepositional: string }
  municipalities: DemoMunicipality[]
  schools: DemoSchool[]
  results: DemoResult[]
  /** Lower bounds of the marks 3, 4 and 5 in primary points, for procedures that are written pupil by pupil. */
  markScales: {
    procedure: string
    schoolYear: number
    max: number
    bounds: { 3: number; 4: number; 5: number }
  }[]
  truth: DemoTruth
}

/** Longitude first, as in GeoJSON. */
export type Point = [number, number]

export interface DemoMunicipality {
  /** `reg99_m001`, the form of ФИС ОКО. */
  code: string
  kind: 'district' | 'city'
  name: string
  nameGenitive: string
  namePrepositional: string
  oktmo: string
  centre: { name: string; genitive: string; at: Point }
  /** Closed ring, counter-clockwise; neighbours share identical points. */
  border: Point[]
}

export const SCHOOL_TYPES = {
  primary: 'НОШ',
  basic: 'ООШ',
  secondary: 'СОШ',
  advanced: 'СОШ с УИОП',
  gymnasium: 'Гимназия',
  lyceum: 'Лицей',
} as const
export type DemoSchoolType = keyof typeof SCHOOL_TYPES

export interface DemoSchool {
  code: string
  /** ФИС ОКО login. */
  login: string
  /** Five digits; the first two are the municipality. */
  rcoiCode: string
  name: string
  type: DemoSchoolType
  municipality: number
  settlement: string
  settlementType: 'city' | 'town' | 'village'
  enrolment: number
  staffCount: number
  distanceKm: number
  hardToReach: boolean
  at: Point
  /** Pupils of a grade in an ordinary year. */
  gradeSize: number
  openYears: [first: number, last: number]
  status: 'open' | 'closed' | 'merged'
  closedOn: string | null
  /** Code of the school that took this one in. */
  mergedInto: string | null
  /** `known`: the registry remembers this earlier name; otherwise only old files carry it. */
  formerName: { name: string; until: string; known: boolean } | null
}

export interface DemoResult {
  school: number
  procedure: string
  schoolYear: number
  participants: number
  /** Null for ЕГЭ in hundred points. */
  marks: { 2: number; 3: number; 4: number; 5: number } | null
  low: number
  /** «4» and «5», or 61–100 points. */
  high: number
  /** Mean test score (ЕГЭ in hundred points) or mean mark, one decimal; null for ВПР and ОГЭ. */
  mean: number | null
}

export type DemoTrend = 'improving' | 'worsening' | 'steady'

export interface DemoTruth {
  schools: { code: string; weak: boolean; trend: DemoTrend; inflatesVpr: boolean }[]
  /** procedure → year → school code → probability that a participant is below the minimum. */
  lowProbability: Record<string, Record<string, Record<string, number>>>
  /** Schools that stand in a file under a name (and a code, where `key` is not null) that the registry does not know. */
  waiting: {
    schoolYear: number
    file: 'long-table' | 'oge'
    key: string | null
    name: string
    municipality: string
    code: string
  }[]
  /** Pairs to be offered as predecessor and successor. */
  successors: { code: string; predecessorCode: string }[]
}
