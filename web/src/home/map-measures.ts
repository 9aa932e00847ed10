/** What a map can show, in the server's order. */
export const MAP_MEASURES = [
  { value: 'listed', label: 'В перечне' },
  { value: 'risk', label: 'В зоне риска' },
  { value: 'low', label: 'Ниже минимума' },
  { value: 'count', label: 'Число школ' },
  { value: 'coverage', label: 'Полнота' },
] as const
