import { z } from 'zod'
import {
  ChartTextSize,
  ChartView,
  ChartWidth,
  PictureFormat,
  toChartView,
  toPictureFile,
} from '../charts/chart-view.ts'
import { DEFAULT_METHODOLOGY } from '../identification/load-methodology.ts'
import { type Context, defineRoute } from '../platform/http.ts'
import { getMunicipalityPlace } from './municipality-card.ts'
import { buildPlaceChart, PlaceChartName } from './place-charts.ts'
import { loadPlaceFigures, type Place } from './place-figures.ts'
import { buildSchoolChart, SchoolChartName } from './school-charts.ts'

const id = z.coerce.number().int()
const query = {
  year: z.coerce.number().int(),
  methodology: z.string().default(DEFAULT_METHODOLOGY),
  /** What the chart is about where there is a choice: the measure of a map, the procedure of a funnel. */
  of: z.string().optional(),
}
const viewQuery = { ...query, width: ChartWidth, textSize: ChartTextSize }
const pictureQuery = { ...query, format: PictureFormat }
const regionParams = { regionId: id, chart: PlaceChartName }
const municipalityParams = { municipalityId: id, chart: PlaceChartName }
const schoolParams = { schoolId: id, chart: SchoolChartName }

/** Each chart as a view for a page, and as a file to take away. */
export function chartRoutes() {
  return [
    defineRoute({
      method: 'GET',
      path: '/regions/:regionId/charts/:chart',
      action: 'region.read',
      summary: 'A chart of a region: words, table and picture',
      params: regionParams,
      query: viewQuery,
      response: ChartView,
      handle: async (context) =>
        toChartView(
          await placeChart(context, { ...context.params, municipalityId: null }),
          roomOf(context.query),
        ),
    }),
    defineRoute({
      method: 'GET',
      path: '/regions/:regionId/charts/:chart/picture',
      action: 'region.read',
      audited: 'chart.picture',
      summary: 'The picture of a chart of a region as a file',
      params: regionParams,
      query: pictureQuery,
      response: 'file',
      handle: async (context) =>
        toPictureFile(
          await placeChart(context, { ...context.params, municipalityId: null }),
          context.query.format,
        ),
    }),
    defineRoute({
      method: 'GET',
      path: '/municipalities/:municipalityId/charts/:chart',
      action: 'municipality.read',
      summary: 'A chart of a municipality: words, table and picture',
      params: municipalityParams,
      query: viewQuery,
      response: ChartView,
      handle: async (context) => toChartView(await municipalityChart(context), roomOf(context.query)),
    }),
    defineRoute({
      method: 'GET',
      path: '/municipalities/:municipalityId/charts/:chart/picture',
      action: 'municipality.read',
      audited: 'chart.picture',
      summary: 'The picture of a chart of a municipality as a file',
      params: municipalityParams,
      query: pictureQuery,
      response: 'file',
      handle: async (context) => toPictureFile(await municipalityChart(context), context.query.format),
    }),
    defineRoute({
      method: 'GET',
      path: '/schools/:schoolId/charts/:chart',
      action: 'school.read',
      audited: 'school.chart',
      summary: 'A chart of a school: words, table and picture',
      params: schoolParams,
      query: viewQuery,
      response: ChartView,
      handle: async (context) => toChartView(await schoolChart(context), roomOf(context.query)),
    }),
    defineRoute({
      method: 'GET',
      path: '/schools/:schoolId/charts/:chart/picture',
      action: 'school.read',
      audited: 'chart.picture',
      summary: 'The picture of a chart of a school as a file',
      params: schoolParams,
      query: pictureQuery,
      response: 'file',
      handle: async (context) => toPictureFile(await schoolChart(context), context.query.format),
    }),
  ]
}

const roomOf = ({ width, textSize }: { width: number; textSize?: number | undefined }) => ({
  width,
  textSize,
})

type PlaceContext = Pick<Context<typeof regionParams, typeof query, unknown>, 'db' | 'actor' | 'query'> & {
  params: { chart: PlaceChartName }
}

async function placeChart(context: PlaceContext, place: Place) {
  const { year, methodology, of } = context.query
  const figures = await loadPlaceFigures(context.db, context.actor, place, year, methodology)
  return buildPlaceChart(context.db, figures, context.params.chart, of)
}

async function municipalityChart(context: PlaceContext & { params: { municipalityId: number } }) {
  return placeChart(context, await getMunicipalityPlace(context.db, context.params.municipalityId))
}

type SchoolContext = Pick<
  Context<typeof schoolParams, typeof query, unknown>,
  'db' | 'actor' | 'query' | 'params'
>

const schoolChart = (context: SchoolContext) => {
  const { schoolId, chart } = context.params
  return buildSchoolChart(
    context.db,
    context.actor,
    schoolId,
    context.query.year,
    context.query.methodology,
    chart,
  )
}
