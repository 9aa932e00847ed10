import { LOCAL_OPERATOR } from '../accounts/access.ts'
import { identifyRegion } from '../identification/identify-region.ts'
import { DEFAULT_METHODOLOGY } from '../identification/load-methodology.ts'
import { OUTCOME_LABELS } from '../identification/model.ts'
import { buildExplanationDocument } from '../identification/result-schema.ts'
import { explainRule } from '../identification/rule-words.ts'
import type { Db } from '../platform/db.ts'
import type { SchoolCard } from '../profiles/schemas.ts'
import { buildSchoolCard } from '../profiles/school-card.ts'
import { placeText } from '../results/place-text.ts'
import { findSchool } from './find-school.ts'
import type { Ground } from './open-ground.ts'
import { chooseRegion } from './regions.ts'

export interface ExplainArguments {
  school: string
  year: number
  region?: string | undefined
  methodology?: string | undefined
  json: boolean
}

/** Says why one school is, or is not, on the list, down to the file, sheet and row. */
export async function explainCommand(ground: Ground, args: ExplainArguments): Promise<number> {
  const region = await chooseRegion(ground.db, args.region)
  const schoolId = await findSchool(ground.db, region.id, args.school)
  const methodology = args.methodology ?? DEFAULT_METHODOLOGY
  const card = await buildSchoolCard(ground.db, LOCAL_OPERATOR, schoolId, args.year, methodology)
  const text = args.json
    ? `${JSON.stringify(await explanationDocument(ground.db, region, card, methodology), null, 2)}\n`
    : explanationText(card)
  process.stdout.write(text)
  return 0
}

/** The answer that the card was made from is still at hand, so this costs nothing. */
async function explanationDocument(
  db: Db,
  region: { id: number; code: string; name: string },
  card: SchoolCard,
  reference: string,
) {
  const { schoolYear, sentence, reliabilitySentence, distanceSentence } = card.explanation
  const { methodology, identification, certainty } = await identifyRegion(
    db,
    LOCAL_OPERATOR,
    region.id,
    schoolYear,
    reference,
  )
  const index = identification.findings.findIndex((finding) => finding.schoolId === card.id)
  const finding = identification.findings[index]
  return buildExplanationDocument(
    region,
    { code: card.code, name: card.name, municipality: card.municipality.name },
    finding && { finding, certainty: certainty.school(index) },
    schoolYear,
    methodology,
    {
      rule: explainRule(methodology),
      reason: sentence,
      reliability: reliabilitySentence,
      distance: distanceSentence,
    },
  )
}

function explanationText(card: SchoolCard): string {
  const { explanation } = card
  const lines = [
    `${card.name}, ${card.municipality.name} (${card.code})`,
    '',
    explanation.sentence,
    explanation.reliabilitySentence,
    ...(explanation.certainty?.sentences ?? []),
    explanation.distanceSentence,
  ]
  for (const criterion of explanation.criteria) {
    const indent = '  '.repeat(criterion.depth)
    lines.push(
      '',
      `${indent}${criterion.title} — ${OUTCOME_LABELS[criterion.outcome]}`,
      `${indent}${criterion.sentence}`,
    )
    for (const row of criterion.evidence) {
      const mark = row.meets ? '●' : '○'
      const place = `${row.source.file}, ${placeText(row.source)}`
      const via =
        row.viaPredecessor === null ? '' : ` — результат школы-предшественницы «${row.viaPredecessor}»`
      lines.push(`${indent}  ${mark} ${row.name}, ${row.schoolYear}: ${row.text}${via}  ← ${place}`)
    }
  }
  return `${lines.filter((line, index) => line !== '' || lines[index - 1] !== '').join('\n')}\n`
}
