import { CircleAlert, CircleCheck, CircleDashed, CircleHelp, Info, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { classes } from './classes.ts'
import styles from './words.module.css'

/** A sentence that answers: `big` for the answer of a page, plain for what follows from it. */
export function Sentence({ children, big }: { children: ReactNode; big?: boolean }) {
  return <p className={classes(styles.sentence, big && styles.big)}>{children}</p>
}

export type Tone = 'neutral' | 'accent' | 'warm' | 'good' | 'caution' | 'bad'

const ICONS: Record<Tone, LucideIcon> = {
  neutral: CircleDashed,
  accent: Info,
  warm: CircleAlert,
  good: CircleCheck,
  caution: CircleHelp,
  bad: CircleAlert,
}

interface TagProps {
  tone?: Tone
  icon?: LucideIcon | null
  children: ReactNode
  title?: string
}

/** A state in a word: the colour only repeats what the word and the icon say. */
export function Tag({ tone = 'neutral', icon, children, title }: TagProps) {
  const Icon = icon === undefined ? ICONS[tone] : icon
  return (
    <span className={classes(styles.tag, styles[tone])} title={title}>
      {Icon && <Icon aria-hidden="true" />}
      <span>{children}</span>
    </span>
  )
}

/** A remark beside the text, in the tone of its weight. */
export function Note({
  tone = 'accent',
  children,
  title,
}: {
  tone?: Tone
  children: ReactNode
  title?: ReactNode
}) {
  const Icon = ICONS[tone]
  return (
    <div className={classes(styles.noteBox, styles[tone])}>
      <Icon aria-hidden="true" />
      <div>
        {title && <p className={styles.noteTitle}>{title}</p>}
        {children}
      </div>
    </div>
  )
}

export function Kbd({ children }: { children: ReactNode }) {
  return <kbd className={styles.kbd}>{children}</kbd>
}
