import { Pencil, Undo2 } from 'lucide-react'
import { type ElementType, memo, useEffect, useRef, useState } from 'react'
import type { DocumentRun, DocumentText as Text } from '../api.ts'
import { Button } from '../ui/button.tsx'
import { classes } from '../ui/classes.ts'
import { readRuns } from './read-runs.ts'
import styles from './sheet.module.css'
import type { WriteText } from './use-write-text.ts'

interface RunsProps {
  runs: readonly DocumentRun[]
  chosen: string | undefined
  onChoose: (figure: string) => void
}

/** Words with their numbers: a number is a button that asks where it comes from. */
export function Runs({ runs, chosen, onChoose }: RunsProps) {
  return runs.map((run, at) => {
    const { figure } = run
    const look = run.bold ? styles.bold : undefined
    // Runs have no identity but their place in the text.
    const key = `${at} ${run.text}`
    return figure ? (
      <button
        type="button"
        key={key}
        className={classes(styles.number, look)}
        aria-pressed={chosen === figure.id}
        onClick={() => onChoose(figure.id)}
      >
        {run.text}
      </button>
    ) : (
      <span key={key} className={look}>
        {run.text}
      </span>
    )
  })
}

interface DocumentTextProps extends Omit<RunsProps, 'runs'> {
  text: Text
  as: ElementType
  className?: string | undefined
  /** Undefined where nothing may be written any more. */
  write: WriteText | undefined
}

/** One text of the document: read, written in place, taken back. */
export const DocumentText = memo(function DocumentText(props: DocumentTextProps) {
  const { text, as: Element, className, write, chosen, onChoose } = props
  const [isWriting, setWriting] = useState(false)
  if (isWriting && write)
    return (
      <Element className={className}>
        <Editor text={text} write={write} onClose={() => setWriting(false)} />
      </Element>
    )
  return (
    <Element className={className} data-edited={text.edited !== null || undefined}>
      {text.runs.length === 0 ? (
        <span className="muted">(текст убран и в документ не войдёт)</span>
      ) : (
        <Runs runs={text.runs} chosen={chosen} onChoose={onChoose} />
      )}
      {write && (
        <button
          type="button"
          className={styles.pencil}
          aria-label="Исправить этот текст"
          title="Исправить этот текст"
          onClick={() => setWriting(true)}
        >
          <Pencil aria-hidden="true" />
        </button>
      )}
      {text.edited && (
        <details className={styles.generated}>
          <summary>
            {text.edited.isOutdated
              ? 'Исправлено вручную; исходный текст с тех пор изменился'
              : 'Исправлено вручную'}
          </summary>
          <p>Исходный текст: {text.edited.generated}</p>
          {write && (
            <Button
              small
              icon={<Undo2 />}
              busy={write.isPending}
              onClick={() => write.send({ text: text.id, runs: null })}
            >
              Вернуть исходный
            </Button>
          )}
        </details>
      )}
    </Element>
  )
})

function Editor({ text, write, onClose }: { text: Text; write: WriteText; onClose: () => void }) {
  const field = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = field.current
    if (!element) return
    fill(element, text.runs)
    element.focus()
    window.getSelection()?.selectAllChildren(element)
    window.getSelection()?.collapseToEnd()
  }, [text.runs])
  const save = () => {
    if (field.current) write.send({ text: text.id, runs: readRuns(field.current, text.runs) }, onClose)
  }
  return (
    <span className={styles.editor}>
      {/* biome-ignore lint/a11y/useFocusableInteractive: contentEditable takes the focus */}
      <div
        ref={field}
        className={styles.field}
        contentEditable
        suppressContentEditableWarning
        role="textbox"
        aria-multiline="true"
        aria-label="Текст документа"
        onPaste={(event) => {
          event.preventDefault()
          document.execCommand('insertText', false, event.clipboardData.getData('text/plain'))
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onClose()
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save()
        }}
      />
      <span className={styles.editorActions}>
        <Button small look="primary" busy={write.isPending} onClick={save}>
          Сохранить
        </Button>
        <Button small onClick={onClose}>
          Не сохранять
        </Button>
        <span className="small muted">Числа выделены: их можно убрать, но не переписать.</span>
      </span>
    </span>
  )
}

/** The text as a person may write it; React leaves the inside of the field alone. */
function fill(field: HTMLElement, runs: readonly DocumentRun[]) {
  field.replaceChildren(
    ...runs.map((run, at) => {
      if (!run.figure && !run.bold) return document.createTextNode(run.text)
      const element = document.createElement(run.figure ? 'span' : 'b')
      element.textContent = run.text
      if (run.figure) {
        element.dataset.run = String(at)
        element.contentEditable = 'false'
        element.className = styles.chip ?? ''
      }
      return element
    }),
  )
}
