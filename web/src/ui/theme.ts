import { createTheme, localStorageColorSchemeManager, type MantineColorsTuple } from '@mantine/core'

const accent: MantineColorsTuple = [
  '#dfeff4',
  '#c4dfe8',
  '#9bc9d8',
  '#74c6df',
  '#3f93ae',
  '#1d7896',
  '#0b5f7c',
  '#0b5f7c',
  '#084a61',
  '#063747',
]

/** Mantine brings behaviour (popovers, menus, dialogues); how things look is said in tokens.css. */
export const theme = createTheme({
  fontFamily: 'var(--font)',
  fontSizes: {
    xs: 'var(--size-s)',
    sm: 'var(--size-m)',
    md: 'var(--size-m)',
    lg: 'var(--size-l)',
    xl: 'var(--size-xl)',
  },
  colors: { accent },
  primaryColor: 'accent',
  focusRing: 'never',
  respectReducedMotion: true,
  cursorType: 'pointer',
})

/** The key is also read by public/theme.js before the first paint. */
export const colourSchemeManager = localStorageColorSchemeManager({ key: 'traektoria.theme' })
