import type { SchoolType, SettlementType } from './school-type.ts'

/** A registry as it was read from a file. A null says nothing: what is already known stays. */
export interface RegistryData {
  municipalities: RegistryMunicipality[]
  schools: RegistrySchool[]
}

export interface RegistryMunicipality {
  code: string | null
  name: string
  nameGenitive: string | null
  namePrepositional: string | null
  oktmo: string | null
  /** GeoJSON geometry, longitude first. */
  border: Border | null
}

export interface Border {
  type: 'Polygon' | 'MultiPolygon'
  coordinates: unknown[]
}

export type SchoolStatus = 'open' | 'closed' | 'merged'

export interface RegistrySchool {
  sheet: string
  rowNumber: number
  code: string | null
  identifiers: { kind: string; value: string }[]
  name: string
  schoolType: SchoolType | null
  municipality: string | null
  municipalityCode: string | null
  oktmo: string | null
  settlement: string | null
  address: string | null
  settlementType: SettlementType | null
  enrolment: number | null
  staffCount: number | null
  distanceKm: number | null
  hardToReach: boolean | null
  latitude: number | null
  longitude: number | null
  status: SchoolStatus | null
  /** ISO date. */
  closedOn: string | null
  successorCode: string | null
  earlierName: string | null
  earlierUntil: string | null
}

/** A row that cannot be taken although each of its cells is right. */
export interface RegistryConflict {
  sheet: string
  rowNumber: number
  sentence: string
}

export interface RegistrySummary {
  municipalities: { created: number; changed: number; unchanged: number }
  schools: { created: number; changed: number; unchanged: number; missing: number }
  renamed: { schoolId: number; from: string; to: string }[]
  closed: { schoolId: number; name: string }[]
  /** In the registry and open, but not in this file: nothing is done with them. */
  missing: { schoolId: number; code: string; name: string }[]
  conflicts: RegistryConflict[]
  /** Source schools that found their school now; their numbers must follow (results' followMatches). */
  matchedSourceSchoolIds: number[]
}

/** The facts of a school that a registry may change one by one, with their columns. */
export const SCHOOL_FACTS = {
  schoolType: 'school_type',
  settlement: 'settlement',
  address: 'address',
  settlementType: 'settlement_type',
  enrolment: 'enrolment',
  staffCount: 'staff_count',
  distanceKm: 'distance_km',
  hardToReach: 'hard_to_reach',
  latitude: 'latitude',
  longitude: 'longitude',
  status: 'status',
  closedOn: 'closed_on',
} as const satisfies Partial<Record<keyof RegistrySchool, string>>
export type SchoolFact = keyof typeof SCHOOL_FACTS
