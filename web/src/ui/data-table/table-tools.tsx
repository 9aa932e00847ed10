import { Bookmark, Columns3, Search, X } from 'lucide-react'
import { type Ref, useEffect, useState } from 'react'
import { Button, IconButton } from '../button.tsx'
import { Tick } from '../field.tsx'
import { Popup, PopupChoice, PopupTitle } from '../popup.tsx'
import { Kbd } from '../words.tsx'
import { useSavedViews } from './saved-views.ts'
import type { Column } from './table-model.ts'
import type { TableSearch } from './table-search.ts'
import styles from './table-tools.module.css'

/** The table's own search; the address follows a moment later, so that every letter is not a step of history. */
export function SearchField(props: {
  value: string
  onValue: (value: string) => void
  inputRef: Ref<HTMLInputElement>
}) {
  const { value, onValue } = props
  const [text, setText] = useState(value)
  const [given, setGiven] = useState(value)
  if (given !== value) {
    setGiven(value)
    setText(value)
  }
  useEffect(() => {
    if (text === value) return
    const timer = setTimeout(() => onValue(text), 150)
    return () => clearTimeout(timer)
  }, [text, value, onValue])
  return (
    <div className={styles.search}>
      <Search aria-hidden="true" />
      <input
        ref={props.inputRef}
        type="search"
        aria-label="Поиск по таблице"
        aria-keyshortcuts="/"
        placeholder="Найти в таблице"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <Kbd>/</Kbd>
    </div>
  )
}

interface ColumnChooserProps<Row> {
  columns: readonly Column<Row>[]
  shown: readonly string[]
  onShown: (ids: string[] | undefined) => void
}

export function ColumnChooser<Row>({ columns, shown, onShown }: ColumnChooserProps<Row>) {
  const [main, ...others] = columns
  return (
    <Popup
      label="Столбцы"
      position="bottom-end"
      button={({ toggle, isOpen }) => (
        <Button small look="quiet" icon={<Columns3 />} onClick={toggle} aria-expanded={isOpen}>
          Столбцы
        </Button>
      )}
    >
      <PopupTitle>Что показывать</PopupTitle>
      <div className={styles.columns}>
        {others.map((column) => (
          <Tick
            key={column.id}
            checked={shown.includes(column.id)}
            onChange={(isShown) =>
              onShown(
                columns
                  .filter((item) =>
                    item.id === main?.id ? true : item.id === column.id ? isShown : shown.includes(item.id),
                  )
                  .map((item) => item.id),
              )
            }
          >
            {column.title}
          </Tick>
        ))}
      </div>
      <PopupChoice onChoose={() => onShown(undefined)}>Как обычно</PopupChoice>
    </Popup>
  )
}

interface ViewsProps {
  tableId: string
  current: TableSearch
  onView: (search: TableSearch) => void
}

/** Named views of this table: filters, order and columns together. */
export function Views({ tableId, current, onView }: ViewsProps) {
  const { views, save, forget } = useSavedViews(tableId)
  const [name, setName] = useState('')
  return (
    <Popup
      label="Сохранённые виды"
      position="bottom-end"
      button={({ toggle, isOpen }) => (
        <Button small look="quiet" icon={<Bookmark />} onClick={toggle} aria-expanded={isOpen}>
          Виды
        </Button>
      )}
    >
      {(close) => (
        <>
          <PopupTitle>
            {views.length > 0 ? 'Мои виды' : 'Сохраните отбор, порядок и столбцы под своим именем'}
          </PopupTitle>
          {views.map((view) => (
            <div key={view.name} className={styles.view}>
              <PopupChoice
                onChoose={() => {
                  close()
                  onView(view.search)
                }}
              >
                {view.name}
              </PopupChoice>
              <IconButton label={`Забыть вид «${view.name}»`} onClick={() => forget(view.name)}>
                <X aria-hidden="true" />
              </IconButton>
            </div>
          ))}
          <form
            className={styles.save}
            onSubmit={(event) => {
              event.preventDefault()
              if (name.trim() === '') return
              save({ name: name.trim(), search: current })
              setName('')
              close()
            }}
          >
            <input
              aria-label="Название вида"
              placeholder="Название вида"
              value={name}
              maxLength={60}
              data-autofocus
              onChange={(event) => setName(event.target.value)}
            />
            <Button type="submit" small look="primary">
              Сохранить
            </Button>
          </form>
        </>
      )}
    </Popup>
  )
}
