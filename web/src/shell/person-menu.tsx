import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { Check, CircleUserRound } from 'lucide-react'
import type { Session } from '../api.ts'
import { signOut } from '../api-accounts.ts'
import { Popup, PopupChoice, PopupTitle } from '../ui/popup.tsx'
import styles from './person-menu.module.css'
import { PERSON_PAGES } from './person-pages.ts'
import { chosenScreen, isSameScreen, keepScreen, screenLink } from './screens.ts'

/** Who works, which first screen they see, and the pages of their own. */
export function PersonMenu({ session, regionId }: { session: Session; regionId: number | undefined }) {
  const navigate = useNavigate()
  const { screens } = session
  const name = session.actor?.name ?? 'Посетитель'
  const chosen = chosenScreen(session)
  return (
    <Popup
      label="Вы и ваши страницы"
      position="bottom-end"
      width={300}
      button={({ toggle, isOpen }) => (
        <button
          type="button"
          className={styles.button}
          onClick={toggle}
          aria-expanded={isOpen}
          aria-label={`${name}: ваши страницы`}
          title={name}
        >
          <CircleUserRound aria-hidden="true" />
        </button>
      )}
    >
      {(close) => (
        <>
          <p className={styles.name}>{name}</p>
          {screens.length > 1 && (
            <>
              <PopupTitle>Первая страница</PopupTitle>
              {screens.map((screen) => (
                <PopupChoice
                  key={JSON.stringify(screen)}
                  chosen={isSameScreen(chosen, screen)}
                  onChoose={() => {
                    close()
                    keepScreen(screen)
                    void navigate(screenLink(screen, regionId))
                  }}
                >
                  <span className={styles.screen}>
                    {screen.title}
                    {screen.placeName && <span className="small muted">{screen.placeName}</span>}
                  </span>
                  {isSameScreen(chosen, screen) && <Check aria-hidden="true" />}
                </PopupChoice>
              ))}
            </>
          )}
          <ul className={styles.pages}>
            {PERSON_PAGES.filter(({ action }) => session.actions.includes(action)).map(({ to, label }) => (
              <li key={to}>
                <Link to={to} onClick={close}>
                  {label}
                </Link>
              </li>
            ))}
          </ul>
          <ThemeChoice />
          {session.actions.includes('profile.read') && <PopupChoice onChoose={leave}>Выйти</PopupChoice>}
        </>
      )}
    </Popup>
  )
}

/** The page is loaded anew, so that nothing of this person stays in the browser's memory. */
const leave = () =>
  void signOut()
    // Whoever is no longer signed in has got what they wanted.
    .catch(() => null)
    .then(() => window.location.assign('/login'))

function ThemeChoice() {
  const { setColorScheme } = useMantineColorScheme()
  const shown = useComputedColorScheme('light')
  const next = shown === 'dark' ? 'light' : 'dark'
  return (
    <PopupChoice onChoose={() => setColorScheme(next)}>
      {next === 'dark' ? 'Тёмное оформление' : 'Светлое оформление'}
    </PopupChoice>
  )
}
