export const IDENTIFIER_LABELS: Record<string, string> = {
  edu: 'Логин ФИС ОКО',
  rcoi: 'Код РЦОИ',
  inn: 'ИНН',
  ogrn: 'ОГРН',
  urn: 'URN',
}

const CHANGES: Record<string, string> = {
  'school.rename': 'Школа переименована',
  'school.close': 'Школа закрыта',
  'school.merge': 'Школа присоединена к другой',
  'school.predecessor': 'Указана школа-предшественница',
  'school.update': 'Сведения о школе изменены',
  'school.create': 'Школа внесена в реестр',
}

export const describeChange = (action: string): string => CHANGES[action] ?? 'Запись изменена'
