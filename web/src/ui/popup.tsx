import { Popover, type PopoverProps } from '@mantine/core'
import { type ReactElement, type ReactNode, useState } from 'react'
import styles from './popup.module.css'

interface PopupProps {
  /** The button that opens it; gets its click and aria attributes here. */
  button: (open: { isOpen: boolean; toggle: () => void }) => ReactElement
  label: string
  position?: PopoverProps['position']
  width?: number | 'target'
  children: ReactNode | ((close: () => void) => ReactNode)
}

/** A small window beside its button: focus goes in, Esc and a click outside close it, focus comes back. */
export function Popup({ button, label, position = 'bottom-start', width, children }: PopupProps) {
  const [isOpen, setOpen] = useState(false)
  const close = () => setOpen(false)
  return (
    <Popover
      opened={isOpen}
      onChange={setOpen}
      position={position}
      width={width}
      offset={6}
      trapFocus
      returnFocus
      withinPortal
      transitionProps={{ duration: 120, transition: 'fade' }}
      classNames={{ dropdown: styles.dropdown }}
    >
      <Popover.Target>{button({ isOpen, toggle: () => setOpen((open) => !open) })}</Popover.Target>
      <Popover.Dropdown aria-label={label}>
        {typeof children === 'function' ? children(close) : children}
      </Popover.Dropdown>
    </Popover>
  )
}

/** One choice among few inside a popup. */
export function PopupChoice(props: { chosen?: boolean; onChoose: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      className={styles.choice}
      aria-pressed={props.chosen}
      onClick={props.onChoose}
      data-autofocus={props.chosen || undefined}
    >
      {props.children}
    </button>
  )
}

export function PopupTitle({ children }: { children: ReactNode }) {
  return <p className={styles.title}>{children}</p>
}
