import { Modal } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'
import { Button } from './button.tsx'
import styles from './dialog.module.css'
import { ProblemPanel } from './problem-panel.tsx'

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

interface FormDialogProps extends Omit<DialogProps, 'isOpen'> {
  /** The words of the button that sends the form. */
  submit: string
  onSubmit: () => void
  sending: { isPending: boolean; error: unknown }
  /** False while an answer is missing that the form itself shows to be missing. */
  isReady?: boolean
  /** The fields tell their faults in our words instead of the browser's. */
  noValidate?: boolean
  /** A second answer beside the main one. */
  further?: ReactNode
}

/** Questions that are answered and sent together; what the server had against it stands above the buttons. */
export function FormDialog(props: FormDialogProps) {
  const { submit, onSubmit, sending, isReady = true, noValidate, further, onClose, children, ...rest } = props
  return (
    <Dialog {...rest} isOpen onClose={onClose}>
      <form
        className={styles.form}
        noValidate={noValidate}
        onSubmit={(event) => {
          event.preventDefault()
          onSubmit()
        }}
      >
        {children}
        {sending.error != null && <ProblemPanel problem={sending.error} takesFocus />}
        <DialogActions>
          <Button
            type="submit"
            look="primary"
            busy={sending.isPending}
            aria-disabled={isReady ? undefined : true}
          >
            {submit}
          </Button>
          {further}
          <Button look={further ? 'quiet' : 'secondary'} onClick={onClose}>
            Не сейчас
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
