import styles from './glyph.module.css'

/** The mark of the product: a path that rises. */
export function Glyph({ size }: { size: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} className={styles.glyph} aria-hidden="true">
      <rect width="32" height="32" rx="9" />
      <path d="M6 23c6 0 7-5 10.500-8.500S23 9 26 9" />
      <circle cx="16.500" cy="14.500" r="3.200" />
    </svg>
  )
}
