/** Shares of the marks 2, 3, 4 and 5 over the whole region, percent. */
type MarkShares = readonly [number, number, number, number]

export interface DemoProcedure {
  code: string
  kind: 'vpr' | 'oge' | 'ege'
  subject: string
  gradeLevel: number
  /** Ordinary level of the region. For ЕГЭ in hundred points only the share below the minimum and 61–100 are known. */
  shares: MarkShares | { low: number; minimum: number }
}

/**
 * Levels. ВПР: Russian of grade 4 has the published shares of all Russia, 5.06/32.92/44.33/17.69; the other works lie between
 * them and a weak region's 13.44/44.15/36.28/6.14 (ФИС ОКО, ВПР-2026). ОГЭ and ЕГЭ are ordinary levels of the main period.
 * Minimum test scores of ЕГЭ: 24 and 27 points, the same in 2023–2026.
 */
export const DEMO_PROCEDURES: DemoProcedure[] = [
  ...(
    [
      ['ru', 'Русский язык', 4, [5.06, 32.92, 44.33, 17.69]],
      ['ma', 'Математика', 4, [4.6, 26.4, 43, 26]],
      ['ru', 'Русский язык', 5, [8.4, 38, 39, 14.6]],
      ['ma', 'Математика', 5, [7.6, 35, 39.4, 18]],
      ['ru', 'Русский язык', 6, [9.6, 41.5, 36.9, 12]],
      ['ma', 'Математика', 6, [8.9, 45.6, 36.5, 9]],
      ['ru', 'Русский язык', 7, [10.4, 46.1, 35, 8.5]],
      ['ma', 'Математика', 7, [9.2, 47.3, 34.5, 9]],
      ['ru', 'Русский язык', 8, [10, 40.5, 38.5, 11]],
      ['ma', 'Математика', 8, [8.2, 52.8, 33, 6]],
    ] as const
  ).map(([short, subject, gradeLevel, shares]) => ({
    code: `vpr-${short}-${gradeLevel}`,
    kind: 'vpr' as const,
    subject,
    gradeLevel,
    shares,
  })),
  { code: 'oge-ru', kind: 'oge', subject: 'Русский язык', gradeLevel: 9, shares: [2.8, 31.2, 39, 27] },
  { code: 'oge-ma', kind: 'oge', subject: 'Математика', gradeLevel: 9, shares: [6.4, 47.6, 37, 9] },
  { code: 'ege-ru', kind: 'ege', subject: 'Русский язык', gradeLevel: 11, shares: { low: 1, minimum: 24 } },
  {
    code: 'ege-ma-prof',
    kind: 'ege',
    subject: 'Математика профильная',
    gradeLevel: 11,
    shares: { low: 5, minimum: 27 },
  },
  {
    code: 'ege-ma-base',
    kind: 'ege',
    subject: 'Математика базовая',
    gradeLevel: 11,
    shares: [3.2, 24.8, 41, 31],
  },
]

/** The region slowly gets better: factor on the share below the minimum. */
export const YEAR_FACTOR: Record<number, number> = { 2023: 1.08, 2024: 1, 2025: 0.95 }

export const demoProcedure = (code: string): DemoProcedure =>
  DEMO_PROCEDURES.find((procedure) => procedure.code === code)!
