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
// The lists of words that a column may hold: a type to the compiler, an array to the database.
const vocabulary = '^src/domain/[^/]+/(status|method-names|roles)[.]ts$';
// What the admin API's answers look like.
const presentation = '^src/api/admin/[^/]+/(presenter|position)[.]ts$';
const authorizationServerEntry = '^src/authorization-server/(authorization-server|mount)[.]ts$';

/**
 * What each layer of src may import besides itself. `may`: freely. `types`: as `import type` only, which is how an
 * interface is used without its implementation being loaded.
 */
const layers = {
  errors: { may: [], why: 'Every layer names refusals, so the list of refusals can know none of them.' },
  config: { may: ['^src/errors/'], why: 'Settings are read before anything exists that could be imported.' },
  domain: { may: ['^src/errors/'], why: 'Rules are pure: no I/O, so that workflows may import them and a test needs nothing but a call.' },
  workflows: {
    may: ['^src/domain/', '^src/errors/'],
    types: ['^src/activities/'],
    why: 'A workflow is replayed: it decides, and everything that touches the world is an activity known by its type alone.',
  },
  activities: {
    may: ['^src/commands/', '^src/domain/', '^src/errors/', '^src/security/', contract],
    types: ['^src/providers/', '^src/entities/', '^src/config/'],
    why: 'An activity is thin: it calls a command, or a provider through its interface, so that adapters are chosen in one place.',
  },
  commands: {
    may: ['^src/entities/', '^src/domain/', '^src/errors/', '^src/security/'],
    why: 'A command is one transaction, shared by routes and activities, so it knows neither HTTP nor Temporal.',
  },
  api: {
    may: ['^src/commands/', '^src/entities/', '^src/domain/', '^src/errors/', '^src/security/', contract, authorizationServerEntry],
    types: ['^src/config/'],
    why: 'A route looks up, validates and presents. It knows a workflow by its contract, and a token by asking its one home.',
  },
  ops: {
    may: ['^src/commands/', '^src/domain/', '^src/errors/', presentation],
    why: "The operators' command line does what the admin API does, by the same commands and in the same words.",
  },
  'authorization-server': {
    may: ['^src/commands/', '^src/entities/', '^src/domain/', '^src/errors/', '^src/security/'],
    why: 'Tokens have one home, and it knows nothing of the APIs that ask about them.',
  },
  providers: { may: ['^src/errors/'], types: ['^src/config/'], why: 'The world outside is replaceable: an adapter gets settings and knows nothing of who calls it.' },
  security: { may: ['^src/errors/', '^src/entities/columns/'], types: ['^src/config/'], why: 'What protects secrets is used by every layer and depends on none.' },
  entities: {
    may: ['^src/security/', vocabulary],
    types: ['^src/domain/'],
    why: 'An entity is what is stored. Rules about it are in domain, changes to it in commands.',
  },
  migrations: { may: [], why: 'A migration is history: it must do the same thing after every later change of the code.' },
};

const runtimeUsers = ['^(server|worker|migrate|ops)[.]ts$', '^src/runtime/', '^dev/(seed|create-migration|ops)[.]ts$', '^test/', '^bench/'];
const productionCode = '^(src/|(server|worker|migrate|ops)[.]ts$)';
const vagueWords = 'utils?|helpers?|common|misc|core|generic|managers?';

/** A layer imports what its entry in `layers` lists, and nothing else of src. */
function layerRules(layer, { may, types = [], why }) {
  const own = `^src/${layer}/`;
  const rules = [forbid(`${layer}-imports-only-its-own-layers`, why, own, { path: '^src/', pathNot: [own, ...may, ...types] })];
  if (types.length > 0) {
    rules.push(forbid(`${layer}-imports-only-types-there`, `${why} Here: \`import type\` only.`, own, { path: types, pathNot: may, dependencyTypesNot: ['type-only'] }));
  }
  return rules;
}

function forbid(name, comment, from, to) {
  return { name, comment, severity: 'error', from: typeof from === 'string' ? { path: from } : from, to };
}

const betweenLayers = [
  ...Object.entries(layers).flatMap(([layer, rule]) => layerRules(layer, rule)),
  forbid('workflows-import-only-their-own-contract', 'A workflow that reads another feature\'s contract ties the replay of two histories together.', '^src/workflows/([^/]+)/', {
    path: '^src/workflows/[^/]+/',
    pathNot: ['^src/workflows/$1/', '^src/workflows/shared/'],
  }),
  forbid('runtime-is-imported-only-by-entry-points', 'The composition root knows everything; whoever imports it knows everything too.', { pathNot: runtimeUsers }, { path: '^src/runtime/' }),
];

const aroundSrc = [
  forbid('src-imports-nothing-around-it', 'What is shipped works without its development stack, sandbox, demonstration and tests.', '^src/', {
    path: ['^(app-sdk|bench|demo|dev|docs|sandbox|test|web)/', '^[^/]+[.]ts$'],
  }),
  forbid('demo-imports-only-the-app-sdk', 'The demonstration is a customer: it uses the public API and the app SDK, or it proves nothing.', '^demo/', {
    path: '^(src|bench|dev|docs|sandbox|test|web)/|^[^/]+[.]ts$',
  }),
  forbid('web-imports-nothing-of-the-server', 'Pages speak to the server by its API, so that the two can be deployed apart.', '^web/', {
    path: '^(src|app-sdk|bench|demo|dev|docs|sandbox|test)/|^[^/]+[.]ts$',
  }),
  forbid('app-sdk-stands-alone', 'Apps install it by itself: an import from this repository would not be there.', '^app-sdk/', {
    path: '^(src|bench|demo|dev|docs|sandbox|test|web)/|^[^/]+[.]ts$',
  }),
  forbid('sandbox-never-imports-src', 'A stand-in that shares code with what it tests shares its mistakes.', '^sandbox/', { path: '^src/' }),
];

const everywhere = [
  forbid('no-circular-import', 'Files that need each other are one file, or hide a third. A cycle of types alone does nothing at run time and is allowed.', {}, {
    circular: true,
    viaOnly: { dependencyTypesNot: ['type-only'] },
  }),
  forbid('no-orphan-file', 'A file that nothing imports and that imports nothing is forgotten work.', {
    orphan: true,
    pathNot: ['[.]d[.]ts$', '[.]config[.](ts|mjs)$', '^[.]', '^[^/]+[.]ts$', '^dev/setup[.]mjs$', '^docs/'],
  }, {}),
  forbid('no-development-package-in-production', 'The production image installs `dependencies` only: such an import fails there and nowhere else. Types are gone by then.', productionCode, {
    dependencyTypes: ['npm-dev'],
    dependencyTypesNot: ['type-only'],
  }),
  // This file's own swc is the one that Temporal's worker brings, held by `overrides` in package.json.
  forbid('no-undeclared-package', 'A package that is there by accident of another disappears by accident of another.', { pathNot: '^[.]dependency-cruiser' }, {
    dependencyTypes: ['npm-no-pkg', 'npm-unknown'],
  }),
  forbid('no-unresolvable-import', 'Node strips types and looks for the file as it is written, at run time.', {}, { couldNotResolve: true }),
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
  forbidden: [...betweenLayers, ...aroundSrc, ...everywhere],
  options: {
    // swc sees type imports without tsPreCompilationDeps, an option that only the TypeScript compiler's parser needs.
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)([.]data|[.]git|dist|coverage)/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
