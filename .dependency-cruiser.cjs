/**
 * Who may import whom (docs/decisions/0006-checked-import-rules.md). Layers import downwards only; inside a layer a feature imports another
 * one only along an edge of SAME_LAYER; pure files import pure files and the schema library.
 * scripts/import-rules.test.ts plants a violation of every rule and expects it to be found.
 */

const LAYERS = [
  { name: 'ground', features: ['platform', 'statistics', 'charts'] },
  { name: 'registers', features: ['accounts', 'notifications', 'places', 'results', 'imports', 'events'] },
  {
    name: 'work',
    features: [
      ...[
        'identification',
        'objectivity',
        'risks',
        'cases',
        'plans',
        'campaigns',
        'indicators',
        'effects',
        'quality',
      ],
    ],
  },
  { name: 'readers', features: ['profiles', 'reports', 'portal', 'home', 'search', 'exports', 'demo'] },
  { name: 'programs', features: ['commands', 'app.ts', 'openapi.ts', 'main.ts'] },
]

/** The only edges between features of one layer: [who imports, whom]. Acyclic, or this file throws. */
const SAME_LAYER = [
  ['charts', 'platform'],
  ['places', 'accounts'],
  ['imports', 'accounts'],
  ['imports', 'notifications'],
  ['notifications', 'accounts'],
  ['imports', 'places'],
  ['imports', 'results'],
  ['indicators', 'identification'],
  ['home', 'profiles'],
  ['home', 'reports'],
  ['reports', 'profiles'],
  ['main.ts', 'commands'],
  ['commands', 'app.ts'],
  ['app.ts', 'openapi.ts'],
]

/** Same answer for the same arguments: no database, files, network, clock, chance. Paths under server/src, as patterns. */
const PURE = [
  'statistics/.+',
  'charts/(?!chart-(picture|view)).+',
  'platform/(value|problem|russian|group-by)',
  'accounts/(disclosure|security-events)',
  'results/(model|procedures|subjects|fold-subject)',
  'places/(fold-text|match-candidates|match-school|name-cases|name-similarity|normalise-.+|predecessor-candidates|registry|school-type|school-words)',
  'imports/(model|problem-tally|problem-words)',
  'imports/formats/.+',
  'imports/read-table/(header|parse-cell)',
  'notifications/(events|kinds|mail-time)',
  'quality/(check-.+|completeness|model)',
  'identification/criteria/.+',
  'indicators/positive-dynamics',
  'reports/(document|figure-text|print-tree|scope|source-index|split-runs|title-lines)',
  'identification/certainty/(?!planted-region|calibration).+',
  'identification/(absence|assumption-sentence|clusters|compare|compare-rules|contributions|criterion|distance|distance-rule|explain-sentence|identify|list-actions|methodology|methodology-changes|methodology-phrases|methodology-schemas|methodology-settings|model|number-words|predecessors|reach-tables|readings|reliability|risk-zone|rule-words|schemas|told-border|what-if|what-if-answer|what-if-schemas)',
]

const TESTS = '\\.(test|child)\\.tsx?$|^server/test/'
const GENERATED_TYPES = '^web/src/generated/api'
const under = (features) =>
  `^server/src/(${features.map((name) => (name.endsWith('.ts') ? name.replace('.', '\\.') : `${name}/`)).join('|')})`

refuseCircle(SAME_LAYER)

const features = LAYERS.flatMap((layer) => layer.features)

const upwards = LAYERS.slice(0, -1).map((layer, index) => ({
  name: `upwards-from-${layer.name}`,
  comment: `${layer.name} does not know the layers above it: offer a door there and let the other side walk through it.`,
  severity: 'error',
  from: { path: under(layer.features), pathNot: TESTS },
  to: { path: under(LAYERS.slice(index + 1).flatMap((above) => above.features)) },
}))

const sideways = LAYERS.flatMap((layer) =>
  layer.features.map((feature) => {
    const allowed = SAME_LAYER.filter(([from]) => from === feature).map(([, to]) => to)
    const others = layer.features.filter((other) => other !== feature && !allowed.includes(other))
    return {
      name: `sideways-from-${feature}`,
      comment: `Edges inside the layer «${layer.name}» are declared in SAME_LAYER of .dependency-cruiser.cjs.`,
      severity: 'error',
      from: { path: under([feature]), pathNot: TESTS },
      to: { path: under(others) },
    }
  }),
)

const pureFile = `^server/src/(${PURE.join('|')})\\.(ts|json)$`

module.exports = {
  forbidden: [
    {
      name: 'circle',
      comment: 'Two files that need each other are one file, or lack a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^vite/client$|\\?' },
    },
    {
      name: 'room-without-layer',
      comment: 'A new folder of server/src gets its place in LAYERS first.',
      severity: 'error',
      from: { path: '^server/src/', pathNot: `${under(features)}|${TESTS}` },
      to: {},
    },
    ...upwards,
    ...sideways.filter(({ to }) => to.path !== under([])),
    {
      name: 'pure-imports-impure',
      comment:
        'Pure files import only pure files, zod and special functions; what they need from the world is an argument.',
      severity: 'error',
      from: { path: pureFile, pathNot: TESTS },
      to: {
        pathNot: [pureFile, '(^|/)node_modules/(zod|@stdlib|d3-(scale|geo|sankey))/'],
        dependencyTypesNot: ['type-only', 'type-import'],
      },
    },
    {
      name: 'sql-outside-the-store',
      comment:
        'Only results/ talks to the result store in its own language, so that a second engine can take its place.',
      severity: 'error',
      from: { path: '^server/src/', pathNot: `^server/src/results/|${TESTS}` },
      to: { path: 'node_modules/@duckdb/' },
    },
    {
      name: 'web-imports-server',
      comment: 'The browser knows the server by the types generated from its OpenAPI document.',
      severity: 'error',
      from: { path: '^web/', pathNot: '[.]test[.]tsx?$' },
      to: { path: '^(server|scripts|e2e|bench)/' },
    },
    {
      name: 'server-imports-web',
      severity: 'error',
      from: { path: '^server/' },
      to: { path: '^(web|scripts|e2e|bench)/' },
    },
    {
      name: 'generated-only-by-api',
      comment: 'Types of the answers have one door in the browser: web/src/api-types.ts.',
      severity: 'error',
      from: { path: '^web/', pathNot: '^web/src/api(-types)?\\.ts$|^web/src/generated/' },
      to: { path: GENERATED_TYPES },
    },
    {
      name: 'product-imports-tests',
      severity: 'error',
      // The drill is a test that is too long for every day.
      from: { path: '^(server|web|scripts)/', pathNot: [TESTS, '^scripts/kill-drill'] },
      to: { path: TESTS },
    },
    {
      name: 'development-package-in-product',
      comment: 'npm start installs without development packages.',
      severity: 'error',
      from: { path: '^(server|web)/src/', pathNot: TESTS },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '/@types/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    // Type-only imports count: a layer that knows another one's types knows it.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}

/** @param {string[][]} edges */
function refuseCircle(edges) {
  const walk = (name, path) => {
    if (path.includes(name)) throw new Error(`SAME_LAYER goes in a circle: ${[...path, name].join(' → ')}`)
    for (const [from, to] of edges) if (from === name) walk(to, [...path, name])
  }
  for (const [from] of edges) walk(from, [])
}
