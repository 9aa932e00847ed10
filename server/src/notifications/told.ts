/** What one person is told of an event. */
export interface Told {
  title: string
  text: string
  /** The page about it, inside the product. */
  href: string
}
