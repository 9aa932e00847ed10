import { z } from 'zod'

/**
 * A chart as data. The same object is drawn on the screen, in a document and in a file that a person takes away; it says
 * everything the picture says, so that a reader without the picture loses nothing. Shares are 0…1.
 */

/** What one mark says when it is pointed at, walked to by arrows or read aloud. In reading order. */
export const MarkWords = z.object({ key: z.string(), words: z.string() })

export const ChartTable = z.object({ head: z.array(z.string()), rows: z.array(z.array(z.string())) })

const base = {
  id: z.string().regex(/^[a-z0-9-]+$/),
  /** The finding as a sentence, not the name of the measure. */
  title: z.string(),
  /** How to read it: what a point, a band, a line is. */
  note: z.string().nullable(),
  /** Where the numbers come from. */
  source: z.string(),
  /** Over how many it is counted, in words: «633 школы». */
  n: z.string(),
  /** The same numbers as text. The first cell of a row names it. */
  table: ChartTable,
  /** Without extension. */
  fileName: z.string(),
  reading: z.array(MarkWords),
}

/** A role, not a colour: what it looks like is the theme's. */
export const Tone = z.enum(['main', 'muted', 'warm', 'good', 'step-0', 'step-1', 'step-2', 'step-3'])
export type Tone = z.infer<typeof Tone>

const Line = z.object({ value: z.number(), label: z.string() })
const Unit = z.enum(['share', 'count', 'score'])
export type Unit = z.infer<typeof Unit>

/** Shares against the number of participants, with control limits around the centre. */
export const FunnelChart = z.object({
  kind: z.literal('funnel'),
  ...base,
  valueAxis: z.string(),
  sizeAxis: z.string(),
  centre: Line,
  threshold: Line.nullable(),
  /** Inner to outer; points by rising n. */
  limits: z.array(
    z.object({
      label: z.string(),
      points: z.array(z.object({ n: z.number(), low: z.number(), high: z.number() })),
    }),
  ),
  points: z.array(
    z.object({
      key: z.string(),
      name: z.string(),
      n: z.number().positive(),
      value: z.number(),
      /** Outside the outer limits: above, below; between inner and outer: edge; else inside. */
      place: z.enum(['above', 'below', 'edge', 'inside']),
      /** A point a page is about. */
      isMarked: z.boolean(),
    }),
  ),
})

const Dot = z.object({ value: z.number(), label: z.string() })

/** Rows under each other: a point with its interval, the threshold across all of them, the years before as small dots. */
export const IntervalsChart = z.object({
  kind: z.literal('intervals'),
  ...base,
  threshold: Line.nullable(),
  rows: z.array(
    z.object({
      key: z.string(),
      name: z.string(),
      /** Under the name: «решающая», «по данным школы-предшественницы». */
      note: z.string().nullable(),
      /** «7 из 20 (35 %)», or why there is no number. */
      valueText: z.string(),
      value: z.number().nullable(),
      low: z.number().nullable(),
      high: z.number().nullable(),
      /** As the rule decided it; null where no rule asks. */
      isReached: z.boolean().nullable(),
      earlier: z.array(Dot),
    }),
  ),
})

/** Small multiples over the same years and the same scale. */
export const LinesChart = z.object({
  kind: z.literal('lines'),
  ...base,
  unit: Unit,
  years: z.array(z.number().int()),
  threshold: Line.nullable(),
  bandLabel: z.string().nullable(),
  panels: z.array(
    z.object({
      key: z.string(),
      name: z.string(),
      points: z.array(
        z.object({
          key: z.string(),
          year: z.number().int(),
          value: z.number().nullable(),
          /** The line is not drawn across a year that must not be compared with the one before. */
          isComparable: z.boolean(),
        }),
      ),
      band: z.array(
        z.object({ year: z.number().int(), low: z.number(), middle: z.number(), high: z.number() }),
      ),
    }),
  ),
})

export const BarsChart = z.object({
  kind: z.literal('bars'),
  ...base,
  unit: Unit,
  rows: z.array(
    z.object({
      key: z.string(),
      name: z.string(),
      value: z.number().nullable(),
      valueText: z.string(),
      tone: Tone,
    }),
  ),
})

export const StackedChart = z.object({
  kind: z.literal('stacked'),
  ...base,
  series: z.array(z.object({ name: z.string(), tone: Tone })),
  rows: z.array(
    z.object({
      name: z.string(),
      /** One per series, counts. */
      parts: z.array(z.object({ key: z.string(), value: z.number().nonnegative() })),
      valueText: z.string(),
    }),
  ),
})

/** Who moved from where to where. */
export const SankeyChart = z.object({
  kind: z.literal('sankey'),
  ...base,
  fromHead: z.string(),
  toHead: z.string(),
  /** Top to bottom on each side. */
  nodes: z.array(z.object({ id: z.string(), side: z.enum(['from', 'to']), name: z.string(), tone: Tone })),
  links: z.array(
    z.object({ key: z.string(), from: z.string(), to: z.string(), value: z.number().positive(), tone: Tone }),
  ),
})

/** GeoJSON geometry of a territory as it is stored. */
export const Border = z.object({
  type: z.enum(['Polygon', 'MultiPolygon']),
  coordinates: z.array(z.unknown()),
})

export const MapChart = z.object({
  kind: z.literal('map'),
  ...base,
  /** Upper bounds of the classes, low to high, at most five, and their words. */
  bounds: z.array(z.number()),
  legend: z.array(z.string()),
  areas: z.array(
    z.object({
      key: z.string(),
      name: z.string(),
      border: Border.nullable(),
      state: z.enum(['value', 'too-few', 'no-data']),
      value: z.number().nullable(),
      /** As it is written in the area. */
      valueText: z.string(),
      isMarked: z.boolean(),
    }),
  ),
})

/** Two moments of the same measure on one scale: a ring for the one before, a point for now. */
export const DotsChart = z.object({
  kind: z.literal('dots'),
  ...base,
  unit: Unit,
  nowLabel: z.string(),
  beforeLabel: z.string().nullable(),
  rows: z.array(
    z.object({
      key: z.string(),
      name: z.string(),
      now: z.number().nullable(),
      before: z.number().nullable(),
      /** «12,3 %», beside the dots. */
      valueText: z.string(),
      /** «+1,2 п. п.» or «неразличимо». */
      changeText: z.string(),
    }),
  ),
})

export const Chart = z.discriminatedUnion('kind', [
  FunnelChart,
  IntervalsChart,
  LinesChart,
  BarsChart,
  StackedChart,
  SankeyChart,
  MapChart,
  DotsChart,
])
export type Chart = z.infer<typeof Chart>
export type ChartOf<K extends Chart['kind']> = Extract<Chart, { kind: K }>
