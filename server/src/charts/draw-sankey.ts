import { type SankeyLink, type SankeyNode, sankey } from 'd3-sankey'
import { formatCount } from '../platform/russian.ts'
import type { ChartOf, Tone } from './chart.ts'
import { type Colour, TONE_COLOURS } from './chart-theme.ts'
import { type Drawing, label, type Paint, round, spread, tag } from './draw.ts'
import { measureText, wrapText } from './measure-text.ts'

type Sankey = ChartOf<'sankey'>
type Node = Sankey['nodes'][number]
type LinkData = Sankey['links'][number]
type PlacedNode = SankeyNode<Node, LinkData>
type PlacedLink = SankeyLink<Node, LinkData>

const NODE_WIDTH = 12
const NUMBERS: Partial<Record<Tone, Colour>> = { warm: 'warmText', good: 'good' }
const FLOWS: Partial<Record<Tone, Colour>> = { warm: 'warm', good: 'good', muted: 'axis' }

/** Who moved from where to where; a ribbon is as thick as there are many, and its number stands on it. */
export function drawSankey(chart: Sankey, paint: Paint): Drawing {
  const names = chart.nodes.map((node) => node.name)
  const side = Math.min(
    Math.max(...names.map((name) => measureText(name, paint.size)), 60) + 10,
    paint.width * (paint.isNarrow ? 0.32 : 0.24),
  )
  const top = 34
  const height = top + Math.max(240, chart.nodes.length * 42)
  // A side without nodes would be laid under the other one.
  const layout = sankey<Node, LinkData>()
    .nodeId((node) => node.id)
    .nodeSort(null)
    .linkSort(null)
    .nodeAlign((node) => (node.side === 'from' ? 0 : 1))
    .nodeWidth(NODE_WIDTH)
    .nodePadding(30)
    .extent([
      [side, top],
      [paint.width - side, height - 8],
    ])
  const used = new Set(chart.links.flatMap((link) => [link.from, link.to]))
  const graph =
    chart.links.length === 0
      ? { nodes: [], links: [] }
      : layout({
          nodes: chart.nodes.filter((node) => used.has(node.id)).map((node) => ({ ...node })),
          links: chart.links.map((link) => ({ ...link, source: link.from, target: link.to })),
        })
  const heads = [
    label(paint, { x: side + NODE_WIDTH, y: 14, anchor: 'end', weight: 600 }, chart.fromHead),
    label(paint, { x: paint.width - side - NODE_WIDTH, y: 14, weight: 600 }, chart.toHead),
  ]
  const ribbons = graph.links.map((link) => drawRibbon(link, paint))
  const numbers = drawNumbers(graph.links, paint)
  const nodes = (['from', 'to'] as const).map((where) =>
    drawSide(
      graph.nodes.filter((node) => node.side === where),
      where,
      side,
      paint,
    ),
  )
  const body = [...heads, ...ribbons, ...nodes.map((side) => side.body), ...numbers]
  return { height: Math.max(height, ...nodes.map((side) => side.height)), body: body.join('') }
}

const edge = (link: PlacedLink) => {
  const from = link.source as PlacedNode
  const to = link.target as PlacedNode
  return {
    x0: from.x1 ?? 0,
    x1: to.x0 ?? 0,
    y0: link.y0 ?? 0,
    y1: link.y1 ?? 0,
    width: Math.max(1.5, link.width ?? 0),
  }
}

function drawRibbon(link: PlacedLink, paint: Paint): string {
  const { x0, x1, y0, y1, width } = edge(link)
  const middle = (x0 + x1) / 2
  return tag(
    'path',
    {
      d: `M${round(x0)} ${round(y0)}C${round(middle)} ${round(y0)} ${round(middle)} ${round(y1)} ${round(x1)} ${round(y1)}`,
      fill: 'none',
      stroke: paint.colour(FLOWS[link.tone] ?? 'axis'),
      'stroke-opacity': link.tone === 'muted' ? 0.28 : 0.5,
      'stroke-width': width,
      'data-mark': link.key,
    },
    ...paint.words(link.key),
  )
}

/** Numbers stand at the left ends of their ribbons, in the ribbons' order and apart; a thin ribbon has its number beside it. */
function drawNumbers(links: readonly PlacedLink[], paint: Paint): string[] {
  const size = paint.size - 1
  const placed = spread(
    links.map((link) => edge(link).y0),
    size + 2,
    24,
    Number.POSITIVE_INFINITY,
  )
  return links.map((link, index) =>
    label(
      paint,
      {
        x: edge(link).x0 + 7,
        y: (placed[index] ?? 0) + 4,
        size,
        weight: 600,
        fill: NUMBERS[link.tone] ?? 'text',
        hasHalo: true,
      },
      formatCount(link.value),
    ),
  )
}

function drawSide(nodes: readonly PlacedNode[], where: 'from' | 'to', room: number, paint: Paint): Drawing {
  const line = paint.size * 1.2
  const texts = nodes.map((node) => [
    ...wrapText(node.name, room - 10, paint.size, 400, 3).map((words) => ({ words, weight: 400 as const })),
    { words: formatCount(node.value ?? 0), weight: 600 as const },
  ])
  const middles = nodes.map((node) => ((node.y0 ?? 0) + (node.y1 ?? 0)) / 2)
  const tallest = Math.max(0, ...texts.map((lines) => lines.length)) * line + 4
  const placed = spread(middles, tallest, 20, Number.POSITIVE_INFINITY)
  const pieces = nodes.flatMap((node, index) => {
    const x = where === 'from' ? (node.x0 ?? 0) - 8 : (node.x1 ?? 0) + 8
    const lines = texts[index] ?? []
    const first = (placed[index] ?? 0) - ((lines.length - 1) * line) / 2 + 4
    return [
      tag('rect', {
        x: node.x0 ?? 0,
        y: node.y0 ?? 0,
        width: NODE_WIDTH,
        height: Math.max(1.5, (node.y1 ?? 0) - (node.y0 ?? 0)),
        rx: 2,
        fill: paint.colour(TONE_COLOURS[node.tone]),
      }),
      ...lines.map(({ words, weight }, order) =>
        label(
          paint,
          { x, y: first + order * line, anchor: where === 'from' ? 'end' : 'start', weight },
          words,
        ),
      ),
    ]
  })
  return { height: Math.max(0, ...placed) + tallest / 2 + 4, body: pieces.join('') }
}
