import { Problem } from '../platform/problem.ts'
import bryansk2020 from './methodologies/bryansk-2020.json' with { type: 'json' }
import ks2BelowExpected from './methodologies/ks2-below-expected.json' with { type: 'json' }
import order847 from './methodologies/order-847.json' with { type: 'json' }
import { type Methodology, parseMethodology } from './methodology.ts'

/** The first is the default. */
const BUILT_IN: unknown[] = [order847, bryansk2020, ks2BelowExpected]

let loaded: Methodology[] | undefined

/** The methodologies that come with the product, the default one first. */
export const listMethodologies = (): Methodology[] => {
  loaded ??= BUILT_IN.map((json) => parseMethodology(json))
  return loaded
}

export const DEFAULT_METHODOLOGY = 'order-847'

/** @throws Problem `methodology/not-found`, listing those there are. */
export const getMethodology = (id: string = DEFAULT_METHODOLOGY): Methodology => {
  const found = listMethodologies().find((methodology) => methodology.id === id)
  if (found) return found
  const known = listMethodologies().map((methodology) => methodology.id)
  throw new Problem('methodology/not-found', `Методики «${id}» нет; есть: ${known.join(', ')}`, known)
}
