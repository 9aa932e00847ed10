import { Problem } from '../platform/problem.ts'
import bryansk2020 from './methodologies/bryansk-2020.json' with { type: 'json' }
import ks2BelowExpected from './methodologies/ks2-below-expected.json' with { type: 'json' }
import order847 from './methodologies/order-847.json' with { type: 'json' }
import ryazan2025 from './methodologies/ryazan-2025-quota.json' with { type: 'json' }
import { type Methodology, parseMethodology, withVariants } from './methodology.ts'

/** The first is the default. */
const BUILT_IN: unknown[] = [order847, bryansk2020, ryazan2025, ks2BelowExpected]

let loaded: Methodology[] | undefined

/** The methodologies that come with the product and each documented variant of them as one of its own; the default first. */
export const listMethodologies = (): Methodology[] => {
  loaded ??= BUILT_IN.map((json) => parseMethodology(json)).flatMap((methodology) => [
    methodology,
    ...methodology.variants.map((variant) => asMethodology(methodology, variant)),
  ])
  return loaded
}

const asMethodology = (
  methodology: Methodology,
  { id, title }: { id: string; title: string },
): Methodology => ({
  ...withVariants(methodology, [id]),
  id: `${methodology.id}-${id}`,
  title: `${methodology.title}, вариант: ${title.charAt(0).toLowerCase()}${title.slice(1)}`,
  variants: [],
})

export const DEFAULT_METHODOLOGY = 'order-847'

/** @throws Problem `methodology/not-found`, listing those there are. */
export const getMethodology = (id: string = DEFAULT_METHODOLOGY): Methodology => {
  const found = listMethodologies().find((methodology) => methodology.id === id)
  if (found) return found
  const known = listMethodologies().map((methodology) => methodology.id)
  throw new Problem('methodology/not-found', `Методики «${id}» нет; есть: ${known.join(', ')}`, known)
}
