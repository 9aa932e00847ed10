import { createLink } from '@tanstack/react-router'
import type { AnchorHTMLAttributes, ButtonHTMLAttributes, ReactNode, Ref } from 'react'
import styles from './button.module.css'
import { classes } from './classes.ts'

type Look = 'primary' | 'secondary' | 'quiet' | 'danger'

interface Shared {
  look?: Look
  small?: boolean
  icon?: ReactNode
}

const classOf = ({ look = 'secondary', small }: Shared, extra?: string) =>
  classes(styles.button, styles[look], small && styles.small, extra)

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement>, Shared {
  busy?: boolean
  ref?: Ref<HTMLButtonElement>
}

/** A button; while `busy` it keeps its place and width, and cannot be pressed twice. */
export function Button({ look, small, icon, busy, className, children, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={classOf({ look, small }, className)}
      aria-busy={busy || undefined}
      aria-disabled={busy || rest['aria-disabled'] || undefined}
      onClick={busy ? undefined : onClick}
    >
      {icon}
      {children}
      {busy && <span className={styles.busy} aria-hidden="true" />}
    </button>
  )
}

/** A button that is only a picture: its words are for hints and screen readers. */
export function IconButton({ label, children, className, ...rest }: ButtonProps & { label: string }) {
  return (
    <button
      type="button"
      {...rest}
      className={classes(styles.button, styles.quiet, styles.icon, className)}
      aria-label={label}
      title={label}
    >
      {children}
    </button>
  )
}

interface AnchorProps extends AnchorHTMLAttributes<HTMLAnchorElement>, Shared {
  ref?: Ref<HTMLAnchorElement>
}

function ButtonAnchor({ look, small, icon, className, children, ...rest }: AnchorProps) {
  return (
    <a {...rest} className={classOf({ look, small }, className)}>
      {icon}
      {children}
    </a>
  )
}

/** A link inside the product that looks like a button. */
export const ButtonLink = createLink(ButtonAnchor)
