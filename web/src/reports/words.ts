import type { DocumentSummary } from '../api.ts'
import type { Tone } from '../ui/words.tsx'

export const DOCUMENT_STATE_TONES = {
  draft: 'neutral',
  signed: 'good',
  discarded: 'neutral',
} satisfies Record<DocumentSummary['state'], Tone>

export const SCOPE_WORDS = {
  region: 'Весь регион',
  municipality: 'Муниципалитет',
  school: 'Одна школа',
} as const
