import { z } from 'zod'
import type { Chart } from '../charts/chart.ts'
import type { Finding } from '../identification/model.ts'
import type { Db } from '../platform/db.ts'
import { Problem } from '../platform/problem.ts'
import { buildFunnelChart } from './funnel-chart.ts'
import { buildMapChart, MapMeasure } from './map-chart.ts'
import { tallyMunicipalities } from './municipality-tally.ts'
import type { PlaceFigures } from './place-figures.ts'
import { buildPlaceHistory } from './place-history.ts'
import { countLowSchools, isHidden, lowOf, shownSum, totalKey, totalsOf } from './procedure-totals.ts'
import { buildProceduresChart } from './procedures-chart.ts'
import { buildTransitionsChart, type Transition } from './transitions-chart.ts'

/** Charts of a region and, with its own schools or area marked, of a municipality. */
export const PlaceChartName = z.enum(['map', 'transitions', 'procedures', 'funnel', 'history'])
export type PlaceChartName = z.infer<typeof PlaceChartName>

/**
 * @param of what the chart is about where there is a choice: the measure of a map, the procedure of a funnel
 */
export async function buildPlaceChart(
  db: Db,
  figures: PlaceFigures,
  name: PlaceChartName,
  of: string | undefined,
): Promise<Chart> {
  switch (name) {
    case 'map':
      return mapOf(figures, of)
    case 'transitions':
      return buildTransitionsChart({
        transitions: countTransitions(figures.findings),
        schoolYear: figures.schoolYear,
        previousYear: figures.previousYear,
        beyondChance: beyondChance(figures),
      })
    case 'procedures':
      return proceduresOf(figures)
    case 'funnel':
      return funnelOf(figures, of)
    case 'history':
      return buildPlaceHistory(db, figures)
  }
}

function mapOf({ now, place, municipalities, schoolYear }: PlaceFigures, of: string | undefined): Chart {
  const measure = MapMeasure.safeParse(of ?? 'listed')
  if (!measure.success) throw new Problem('request/not-found', 'Такой величины на карте нет.')
  return buildMapChart({
    places: tallyMunicipalities(municipalities, now.input, now.identification.findings, schoolYear),
    measure: measure.data,
    schoolYear,
    marked: place.municipalityId,
  })
}

/** Cells that are not empty, only schools that are assessed. */
export function countTransitions(findings: readonly Finding[]): Transition[] {
  const cells = new Map<string, Transition>()
  for (const finding of findings) {
    if (!finding.assessed) continue
    const from = 'value' in finding.previousCluster ? finding.previousCluster.value : null
    const to = 'value' in finding.cluster ? finding.cluster.value : null
    const cell = cells.get(`${from} ${to}`)
    if (cell) cell.schools += 1
    else cells.set(`${from} ${to}`, { from, to, schools: 1 })
  }
  const order = (state: number | null) => state ?? 4
  return [...cells.values()].sort((a, b) => order(a.from) - order(b.from) || order(a.to) - order(b.to))
}

/** How many changes of cluster are more than chance; schools whose change cannot be tested are in neither number. */
function beyondChance({ now, findings }: PlaceFigures): { schools: number; of: number } {
  const places = new Map(now.identification.findings.map(({ schoolId }, place) => [schoolId, place]))
  const words = findings.flatMap(({ schoolId }) => now.certainty.dynamics(places.get(schoolId)!) ?? [])
  return { schools: words.filter((word) => word === 'distinguishable').length, of: words.length }
}

function proceduresOf(figures: PlaceFigures): Chart {
  const { schoolYear, previousYear } = figures
  const totals = totalsOf(figures.totals, figures.place.municipalityId)
  const at = (code: string, year: number) => totals.get(totalKey(code, year))
  const lowSchools = countLowSchools(figures.findings)
  return buildProceduresChart({
    schoolYear,
    previousYear,
    lines: figures.procedures.map(({ code, name }) => ({
      procedure: code,
      name,
      now: shownSum(at(code, schoolYear)),
      before: previousYear === null ? null : shownSum(at(code, previousYear)),
      isHidden: isHidden(at(code, schoolYear)),
      isComparable: figures.isComparable(code, schoolYear),
      lowSchools: lowSchools.get(code) ?? 0,
    })),
  })
}

function funnelOf(figures: PlaceFigures, of: string | undefined): Chart {
  const { now, schoolYear, place } = figures
  const totals = totalsOf(figures.totals, null)
  const share = (code: string) => {
    const sum = shownSum(totals.get(totalKey(code, schoolYear)))
    return sum ? sum.low / sum.participants : -1
  }
  // Unasked, the procedure with the greatest share: there the question stands first.
  const procedure =
    of === undefined
      ? [...figures.procedures].sort((a, b) => share(b.code) - share(a.code))[0]
      : figures.procedures.find(({ code }) => code === of)
  if (!procedure) throw new Problem('request/not-found', 'Такой процедуры в методике нет.')
  const schools = new Map(now.input.schools.map((school) => [school.id, school]))
  const chart = buildFunnelChart({
    procedure,
    schoolYear,
    threshold: figures.threshold,
    ...(now.input.unseenMunicipalities && {
      region: shownSum(totals.get(totalKey(procedure.code, schoolYear))),
    }),
    schools: now.input.counts.flatMap((count) => {
      const school = schools.get(count.schoolId)
      const low = lowOf(count)
      if (!school || low === null || count.procedure !== procedure.code || count.schoolYear !== schoolYear)
        return []
      const { id, name, municipality } = school
      return [{ id, name, municipality, participants: count.participants, low }]
    }),
    marked: new Set(place.municipalityId === null ? [] : figures.schools.map((school) => school.id)),
  })
  return { ...chart, id: `funnel-${procedure.code}` }
}
