const BROWSERS: readonly [RegExp, string][] = [
  [/YaBrowser\//, 'Яндекс Браузер'],
  [/Edg(?:A|iOS)?\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrome\/|CriOS\//, 'Chrome'],
  [/Safari\//, 'Safari'],
]

const SYSTEMS: readonly [RegExp, string][] = [
  [/Windows/, 'Windows'],
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Mac OS X/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
]

const nameOf = (names: readonly [RegExp, string][], agent: string) =>
  names.find(([sign]) => sign.test(agent))?.[1]

/** «Chrome, Windows» of what a browser calls itself (User-Agent); more special names come first, for most pretend to be others. */
export function programOf(agent: string | null): string {
  const words = [nameOf(BROWSERS, agent ?? ''), nameOf(SYSTEMS, agent ?? '')].filter(Boolean)
  return words.length > 0 ? words.join(', ') : 'Неизвестная программа'
}
