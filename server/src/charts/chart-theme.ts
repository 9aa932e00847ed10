import type { Tone } from './chart.ts'

export type Theme = 'screen' | 'print'

/** [name of the page's token, the colour on paper and wherever the page's tokens do not reach]. */
const COLOURS = {
  ground: ['--surface', '#ffffff'],
  text: ['--text', '#14212b'],
  quiet: ['--text-3', '#596874'],
  line: ['--line', '#dbe2e6'],
  axis: ['--line-strong', '#7c8a95'],
  band: ['--band', '#dde5e9'],
  soft: ['--mark-soft', '#c4dde6'],
  main: ['--mark', '#3f7f99'],
  strong: ['--accent', '#0b5f7c'],
  warm: ['--warm-mark', '#c25a22'],
  warmText: ['--warm', '#9c3d0a'],
  good: ['--good', '#1d6a3b'],
  hatch: ['--hatch', '#8c99a3'],
  empty: ['--surface-2', '#edf1f3'],
  seq1: ['--seq-1', '#e4f0f3'],
  seq2: ['--seq-2', '#b5d6e0'],
  seq3: ['--seq-3', '#76b1c5'],
  seq4: ['--seq-4', '#2d7691'],
  seq5: ['--seq-5', '#0a4b64'],
  seqText1: ['--seq-text-1', '#10222c'],
  seqText2: ['--seq-text-2', '#10222c'],
  seqText3: ['--seq-text-3', '#10222c'],
  seqText4: ['--seq-text-4', '#ffffff'],
  seqText5: ['--seq-text-5', '#ffffff'],
} as const satisfies Record<string, readonly [string, string]>

export type Colour = keyof typeof COLOURS

/** A colour as an attribute's value: the page's token with a fallback on screen, a fixed colour on paper. */
export function colourOf(colour: Colour, theme: Theme): string {
  const [token, fixed] = COLOURS[colour]
  return theme === 'screen' ? `var(${token}, ${fixed})` : fixed
}

export const TONE_COLOURS = {
  main: 'main',
  muted: 'band',
  warm: 'warm',
  good: 'good',
  'step-0': 'soft',
  'step-1': 'seq3',
  'step-2': 'seq4',
  'step-3': 'seq5',
} as const satisfies Record<Tone, Colour>

/** The page's typeface; as a family of its own in pictures and PDF, as the variable one on the page. */
export const FONT_FAMILY = "'Onest Variable', Onest, system-ui, sans-serif"
