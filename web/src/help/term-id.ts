import type { GLOSSARY } from '../generated/terms.ts'

export type TermId = (typeof GLOSSARY)[number]['terms'][number]['id']
