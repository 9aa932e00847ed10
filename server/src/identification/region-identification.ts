import type { RegionCertainty } from './certainty/assess-region.ts'
import type { Methodology } from './methodology.ts'
import type { Identification } from './model.ts'
import type { RegionInput } from './queries.ts'

/** What the rule of a methodology says of a region in one year, with what it was said on. */
export interface RegionIdentification {
  methodology: Methodology
  identification: Identification
  /** The advisory verdicts, each made when it is asked for and kept with the answer. */
  certainty: RegionCertainty
  input: RegionInput
  /** For some of the schools it was said without their small groups: the person does not answer for them. */
  isOpenOnly: boolean
}
