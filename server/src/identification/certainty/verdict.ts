import { type MissingReason, missing } from '../../platform/value.ts'
import type { Finding } from '../model.ts'
import type { Chances } from './counting.ts'
import type { Change, ChangeWord, SchoolCertainty, Verdict } from './model.ts'
import { type CertaintySettings, wordOf } from './settings.ts'

/** Of the probability of the rule, the one of the official verdict. */
const confidence = ({ status }: Finding, probability: number) =>
  status === 'listed' ? probability : 1 - probability

/** Whether the probability is known well enough for one word, whatever absent data may hold. */
export const verdictOf = (
  finding: Finding,
  { met, undecided }: Chances,
  settings: CertaintySettings,
  gap: () => MissingReason,
): Verdict => {
  const absent = (reason: MissingReason) => ({
    membershipProbability: missing(reason),
    atMost: null,
    advisory: missing(reason),
  })
  if (!finding.assessed) return absent('not-applicable')
  if (finding.status === 'insufficient-data') return absent('not-submitted')
  const [word, other] = [met, met + undecided].map((probability) =>
    wordOf(confidence(finding, probability), settings),
  )
  if (word !== other) return absent(gap())
  return {
    membershipProbability: { value: met },
    atMost: Math.min(1, met + undecided),
    advisory: { value: word! },
  }
}

/** The same verdict from the second computation. */
export const dependentOf = (
  finding: Finding,
  settings: CertaintySettings,
  correlation: number | null,
  chances: Chances | undefined,
): SchoolCertainty['dependent'] => {
  if (!chances || correlation === null) return missing('not-applicable')
  const word = wordOf(confidence(finding, chances.met), settings)
  return { correlation, probability: chances.met, word }
}

/** Whether some procedure changed beyond chance in the direction of the official dynamics. */
export const dynamicsWord = ({ dynamics }: Finding, tested: () => Change[]): ChangeWord | null => {
  if (!('value' in dynamics) || dynamics.value === 'neutral') return null
  const changes = tested()
  if (changes.length === 0) return null
  const better = dynamics.value === 'positive'
  const isBorne = changes.some(
    ({ word, difference }) => word === 'distinguishable' && (better ? difference < 0 : difference > 0),
  )
  return isBorne ? 'distinguishable' : 'indistinguishable'
}
