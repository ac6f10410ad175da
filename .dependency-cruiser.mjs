/**
 * The import rules of the house. Run: `depcruise --config .dependency-cruiser.mjs .`
 * The parser is swc: the TypeScript 7 compiler has no JavaScript API for a tool to call.
 * `test/house/import-rules.test.ts` proves every rule with a wrong import that fails and a right one that passes.
 */
import { Visitor } from '@swc/core/Visitor.js';

// The visitor that dependency-cruiser walks swc's tree with refuses every file with a `using` declaration.
const { visitStatement } = Visitor.prototype;
Visitor.prototype.visitStatement = function visitUsingToo(statement) {
  if (statement.type !== 'UsingDeclaration') return visitStatement.call(this, statement);
  return { ...statement, decls: this.visitVariableDeclarators(statement.decls) };
};

const contract = '^src/workflows/[^/]+/contract[.]ts$';
// How workflows are started and updated: the client of each, and the engine that is composed of them.
const workflowClient = '^src/workflows/[^/]+/client[.]ts$';
const engine = '^src/workflows/engine[.]ts$';
const workflowConnection = '^src/workflows/workflow-connection[.]ts$';
// The lists of words that a column may hold: a type to the compiler, an array to the database.
const vocabulary = '^src/domain/.+/(status|method-names|hub-roles)[.]ts$';
// What a URL has to look like: routes that store it and adapters that open it ask the same rule.
const webAddress = '^src/domain/configuration/web-address[.]ts$';
// How a webhook is signed, and a signature of one is checked.
const webhookSignatures = '^src/security/webhooks/standard-webhook[.]ts$';
// What the admin API's answers look like.
const presentation = '^src/api/admin/[^/]+/(presenter|position)[.]ts$';
const authorizationServerEntry = '^src/authorization-server/(authorization-server|mount)[.]ts$';

/**
 * What each layer of src may import besides itself. `may`: freely. `types`: as `import type` only, which is how an
 * interface is used without its implementation being loaded. `apart`: files of the layer that have rules of their own.
 */
const layers = {
  errors: { may: [], why: 'Every layer names refusals, so the list of refusals can know none of them.' },
  config: { may: ['^src/errors/'], why: 'Settings are read before anything exists that could be imported.' },
  domain: {
    may: ['^src/errors/'],
    why: 'Rules are pure: no I/O, so that workflows may import them and a test needs nothing but a call.',
  },
  workflows: {
    may: ['^src/domain/', '^src/errors/'],
    types: ['^src/activities/'],
    apart: workflowClient,
    why: 'A workflow is replayed: it decides, and everything that touches the world is an activity known by its type alone.',
  },
  'workflow-clients': {
    own: workflowClient,
    may: ['^src/domain/', '^src/errors/', contract],
    types: ['^src/workflows/', '^src/commands/'],
    why: 'A client says how its workflow is started and updated; the connection it is given calls Temporal, seals and encrypts.',
  },
  activities: {
    may: ['^src/commands/', '^src/database/', '^src/domain/', '^src/errors/', '^src/security/', contract],
    types: ['^src/providers/', '^src/entities/', '^src/config/', engine],
    why: 'An activity is thin: it calls a command, or a provider through its interface, so that adapters are chosen in one place.',
  },
  commands: {
    may: ['^src/database/', '^src/entities/', '^src/domain/', '^src/errors/', '^src/security/'],
    why: 'A command is one transaction, shared by routes and activities, so it knows neither HTTP nor Temporal.',
  },
  api: {
    may: [
      '^src/commands/',
      '^src/database/',
      '^src/entities/',
      '^src/domain/',
      '^src/errors/',
      '^src/security/',
      authorizationServerEntry,
    ],
    types: ['^src/config/', engine],
    why: 'A route looks up, validates and presents. It knows a workflow by what the engine offers, and a token by asking its one home.',
  },
  ops: {
    may: ['^src/commands/', '^src/domain/', '^src/errors/', presentation],
    why: "The operators' command line does what the admin API does, by the same commands and in the same words.",
  },
  'authorization-server': {
    may: ['^src/commands/', '^src/database/', '^src/entities/', '^src/domain/', '^src/errors/', '^src/security/'],
    why: 'Tokens have one home, and it knows nothing of the APIs that ask about them.',
  },
  providers: {
    may: ['^src/errors/', webAddress, webhookSignatures],
    types: ['^src/config/', '^src/domain/'],
    why: 'The world outside is replaceable: an adapter gets settings, speaks the types of domain and knows nothing of who calls it.',
  },
  security: {
    may: ['^src/errors/', '^src/entities/columns/'],
    types: ['^src/config/'],
    why: 'What protects secrets is used by every layer and depends on none.',
  },
  database: {
    may: ['^src/entities/', '^src/migrations/', '^src/security/', '^src/errors/'],
    types: ['^src/config/'],
    why: 'How statements reach PostgreSQL and how it tells of changes; what they say is decided in commands.',
  },
  entities: {
    may: ['^src/security/', vocabulary],
    types: ['^src/domain/'],
    why: 'An entity is what is stored. Rules about it are in domain, changes to it in commands.',
  },
  migrations: {
    may: ['^src/entities/columns/'],
    why: 'A migration is history: it must do the same thing after every later change of the code. Stored bytes keep the layout of an encrypted column the same.',
  },
};

/**
 * The contexts of commands, domain and entities in their order: a later one may import an earlier one, never back. What has
 * to happen in several of them when something goes is in the registry of removals (src/commands/removals).
 */
// prettier-ignore
const contexts = [
  'events', 'removals', 'idempotency', 'rate-limits', 'configuration', 'persons', 'organizations', 'access',
  'devices', 'push', 'tokens', 'messages', 'mobile-authentication', 'authentication', 'action-tokens', 'communications',
  'data-requests', 'reconciliation',
];
const contextLayers = '^src/(commands|domain|entities)/';

const runtimeUsers = [
  '^(server|worker|migrate|ops)[.]ts$',
  '^src/runtime/',
  '^dev/(seed|create-migration|ops)[.]ts$',
  '^test/',
  '^bench/',
];
const productionCode = '^(src/|(server|worker|migrate|ops)[.]ts$)';
const vagueWords = 'utils?|helpers?|common|misc|core|generic|managers?';

/** A layer imports what its entry in `layers` lists, and nothing else of src. */
function layerRules(layer, { own = `^src/${layer}/`, may, types = [], apart, why }) {
  const from = apart ? { path: own, pathNot: apart } : own;
  const rules = [
    forbid(`${layer}-imports-only-its-own-layers`, why, from, { path: '^src/', pathNot: [own, ...may, ...types] }),
  ];
  if (types.length > 0) {
    rules.push(
      forbid(`${layer}-imports-only-types-there`, `${why} Here: \`import type\` only.`, from, {
        path: types,
        pathNot: may,
        dependencyTypesNot: ['type-only'],
      }),
    );
  }
  return rules;
}

function forbid(name, comment, from, to) {
  return { name, comment, severity: 'error', from: typeof from === 'string' ? { path: from } : from, to };
}

const betweenLayers = [
  ...Object.entries(layers).flatMap(([layer, rule]) => layerRules(layer, rule)),
  forbid(
    'workflows-import-only-their-own-contract',
    "A workflow that reads another feature's contract ties the replay of two histories together.",
    '^src/workflows/([^/]+)/',
    { path: '^src/workflows/[^/]+/', pathNot: ['^src/workflows/$1/', '^src/workflows/shared/'] },
  ),
  forbid(
    'no-client-in-the-sandbox',
    'What a workflow imports is bundled and replayed: a client does neither, and would bring the network with it.',
    { path: '^src/workflows/', pathNot: [workflowClient, engine, workflowConnection] },
    { path: [workflowClient, engine, workflowConnection, 'node_modules/@temporalio/(client|worker)/'] },
  ),
  forbid(
    'runtime-is-imported-only-by-entry-points',
    'The composition root knows everything; a file that imports it knows everything too.',
    { pathNot: runtimeUsers },
    { path: '^src/runtime/' },
  ),
];

const betweenContexts = [
  ...contexts
    .slice(0, -1)
    .map((context, position) =>
      forbid(
        `${context}-imports-no-later-context`,
        'Contexts are built on each other in one order, so that each can be read without those that come after it.',
        `${contextLayers}${context}/`,
        { path: `${contextLayers}(${contexts.slice(position + 1).join('|')})/` },
      ),
    ),
  {
    name: 'no-folder-without-a-context',
    comment:
      'A folder that has no place in the order of contexts would be imported, and would import, in any direction.',
    severity: 'error',
    from: {},
    // The tool's highest number, never reached: the name alone decides.
    module: {
      path: `${contextLayers}[^/]+/`,
      pathNot: [`${contextLayers}(columns|${contexts.join('|')})/`],
      numberOfDependentsLessThan: 100,
    },
  },
];

const aroundSrc = [
  forbid(
    'src-imports-nothing-around-it',
    'What is shipped works without its development stack, sandbox, demonstration and tests.',
    '^src/',
    { path: ['^(app-sdk|bench|demo|dev|docs|sandbox|test|web)/', '^[^/]+[.]ts$'] },
  ),
  forbid(
    'demo-imports-only-the-app-sdk',
    'The demonstration is a customer: it uses the public API and the app SDK, or it proves nothing.',
    '^demo/',
    { path: '^(src|bench|dev|docs|sandbox|test|web)/|^[^/]+[.]ts$' },
  ),
  forbid(
    'web-imports-nothing-of-the-server',
    'Pages speak to the server by its API, so that the two can be deployed apart.',
    '^web/',
    { path: '^(src|app-sdk|bench|demo|dev|docs|sandbox|test)/|^[^/]+[.]ts$' },
  ),
  forbid(
    'app-sdk-stands-alone',
    'Apps install it by itself: an import from this repository would not be there.',
    '^app-sdk/',
    { path: '^(src|bench|demo|dev|docs|sandbox|test|web)/|^[^/]+[.]ts$' },
  ),
  forbid(
    'sandbox-never-imports-src',
    'A stand-in that shares code with what it tests shares its mistakes.',
    '^sandbox/',
    { path: '^src/' },
  ),
];

const everywhere = [
  forbid(
    'no-circular-import',
    'Files that need each other are one file, or hide a third. A cycle of types alone does nothing at run time and is allowed.',
    {},
    { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  ),
  forbid(
    'no-orphan-file',
    'A file that nothing imports and that imports nothing is forgotten work.',
    {
      orphan: true,
      // A page of the sandbox is served as it stands, and vitest loads its setup file.
      pathNot: [
        ...['[.]d[.]ts$', '[.]config[.](ts|mjs)$', '^[.]', '^[^/]+[.]ts$'],
        ...['^dev/setup[.]mjs$', '^docs/', '^sandbox/inbox/page/', '^test/support/stalls[.]ts$'],
      ],
    },
    {},
  ),
  forbid(
    'no-development-package-in-production',
    'The production image installs `dependencies` only: such an import fails there and nowhere else. Types are gone by then.',
    productionCode,
    { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  ),
  // This file's own swc is the one that Temporal's worker brings, held by `overrides` in package.json.
  forbid(
    'no-undeclared-package',
    'A package that is there by accident of another disappears by accident of another.',
    { pathNot: '^[.]dependency-cruiser' },
    { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  ),
  forbid(
    'no-unresolvable-import',
    'Node strips types and looks for the file as it is written, at run time.',
    {},
    { couldNotResolve: true },
  ),
  {
    name: 'no-vague-file-name',
    comment: 'STYLE.md rule 2: a file is named for its job. "utils" and its family are where jobs get lost.',
    severity: 'error',
    from: {},
    // The tool's highest number, never reached: the name alone decides.
    module: {
      path: [`(^|[/-])(${vagueWords})([./-]|$)`, '-v[0-9]+([./]|$)', '^([^/]+/){0,2}types[.]ts$', '^(src/)?shared/'],
      pathNot: ['node_modules', '^util(/types)?$'],
      numberOfDependentsLessThan: 100,
    },
  },
];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [...betweenLayers, ...betweenContexts, ...aroundSrc, ...everywhere],
  options: {
    // swc sees type imports without tsPreCompilationDeps, an option that only the TypeScript compiler's parser needs.
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)([.]data|[.]git|dist|coverage)/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
