import { Modal } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'
import styles from './dialog.module.css'

interface DialogProps {
  title: string
  isOpen: boolean
  onClose: () => void
  size?: number
  children: ReactNode
}

/** One question in a window over the page. Focus stays inside and goes back to where it was; Esc closes. */
export function Dialog({ title, isOpen, onClose, size = 520, children }: DialogProps) {
  // A dialogue that leaves the page while it is open has no closing of its own: then we bring the focus back.
  const [opener] = useState(() => (isOpen ? document.activeElement : null))
  useEffect(
    () => () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true })
    },
    [opener],
  )
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={title}
      size={size}
      centered
      overlayProps={{ backgroundOpacity: 0.45 }}
      transitionProps={{ duration: 140, transition: 'fade' }}
      closeButtonProps={{ 'aria-label': 'Закрыть' }}
      // Its <header> lies outside of the page's sections and would be a second banner.
      attributes={{ header: { role: 'presentation' } }}
      classNames={{
        content: styles.content,
        header: styles.header,
        title: styles.title,
        body: styles.body,
        close: styles.close,
      }}
    >
      {children}
    </Modal>
  )
}

/** The answers at the foot of a dialogue: the main one first. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className={styles.actions}>{children}</div>
}
