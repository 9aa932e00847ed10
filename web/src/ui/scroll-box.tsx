import type { ReactNode } from 'react'

/** A place that scrolls inside itself: named, and reachable by the keyboard. */
export function ScrollBox(props: { label: string; className?: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without it the keyboard could not scroll
    <section className={props.className} tabIndex={0} aria-label={props.label}>
      {props.children}
    </section>
  )
}
