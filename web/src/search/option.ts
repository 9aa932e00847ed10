import type { LinkOptions } from '@tanstack/react-router'

/** One thing that was found, and where it leads. */
export interface Option {
  key: string
  group: string
  title: string
  note: string
  link: LinkOptions
}
