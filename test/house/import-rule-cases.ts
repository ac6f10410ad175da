import { filesOf, type, value } from './scratch-tree.ts';

type Files = Record<string, string>;

/** A rule, a tree that breaks it and the most similar tree that keeps it. */
export interface ImportRuleCase {
  rule: string;
  behaviour: string;
  wrong: Files;
  right: Files;
}

const manifest = JSON.stringify({
  name: 'scratch',
  dependencies: { shipped: '1.0.0' },
  devDependencies: { 'for-tests': '1.0.0' },
});

function installed(name: string): Files {
  return {
    [`node_modules/${name}/package.json`]: JSON.stringify({ name, version: '1.0.0', main: 'index.js' }),
    [`node_modules/${name}/index.js`]: 'exports.made = 1;\n',
  };
}

const packages: Files = {
  'package.json': manifest,
  ...installed('shipped'),
  ...installed('for-tests'),
  ...installed('by-accident'),
};

/** The rules other than those between layers, which are in layer-matrix.ts. */
export const importRuleCases: ImportRuleCase[] = [
  {
    rule: 'workflows-import-only-their-own-contract',
    behaviour: 'refuses the contract of another feature',
    wrong: filesOf(
      value('src/workflows/push-enrollment/workflow.ts', 'src/workflows/mobile-authentication/contract.ts'),
    ),
    right: filesOf(value('src/workflows/push-enrollment/workflow.ts', 'src/workflows/push-enrollment/contract.ts')),
  },
  ...['src/security/keyring.ts', 'src/api/app.ts', 'src/runtime/deps.ts'].map((to) => ({
    rule: 'workflow-clients-imports-only-its-own-layers',
    behaviour: `refuses ${to} in a client`,
    wrong: filesOf(type('src/workflows/push-enrollment/client.ts', to)),
    right: filesOf([
      ...value('src/workflows/push-enrollment/client.ts', 'src/domain/push/policy.ts'),
      ...type('src/workflows/push-enrollment/client.ts', 'src/commands/push/row.ts'),
    ]),
  })),
  ...['src/commands/push/row.ts', 'src/workflows/push-enrollment/workflow.ts'].map((to) => ({
    rule: 'workflow-clients-imports-only-types-there',
    behaviour: `refuses the value of ${to} in a client`,
    wrong: filesOf(value('src/workflows/push-enrollment/client.ts', to)),
    right: filesOf([
      ...type('src/workflows/push-enrollment/client.ts', to),
      ...value('src/workflows/push-enrollment/client.ts', 'src/workflows/push-enrollment/contract.ts'),
    ]),
  })),
  ...[
    ['src/workflows/push-enrollment/workflow.ts', 'src/workflows/push-enrollment/client.ts'],
    ['src/workflows/push-enrollment/contract.ts', 'src/workflows/workflow-connection.ts'],
    ['src/workflows/all-workflows.ts', 'src/workflows/engine.ts'],
    ['src/workflows/push-enrollment/workflow.ts', '@temporalio/client'],
  ].map(([from = '', to = '']) => ({
    rule: 'no-client-in-the-sandbox',
    behaviour: `refuses ${to} in ${from}`,
    wrong: { ...installed('@temporalio/client'), ...filesOf(type(from, to)) },
    right: {
      ...installed('@temporalio/client'),
      ...filesOf([
        ...value('src/workflows/engine.ts', 'src/workflows/push-enrollment/client.ts'),
        ...type('src/workflows/push-enrollment/client.ts', 'src/workflows/workflow-connection.ts'),
        ...type('src/workflows/workflow-connection.ts', '@temporalio/client'),
      ]),
    },
  })),
  {
    rule: 'no-folder-without-a-context',
    behaviour: 'refuses a folder of commands that is not in the order',
    wrong: filesOf(value('src/commands/users/find-user.ts', 'src/commands/events/record-event.ts')),
    right: filesOf(value('src/commands/persons/users/find-user.ts', 'src/commands/events/record-event.ts')),
  },
  ...['demo/site/server.ts', 'dev/start.ts', 'sandbox/main.ts', 'src/api/app.ts'].map((from) => ({
    rule: 'runtime-is-imported-only-by-entry-points',
    behaviour: `refuses the composition root in ${from}`,
    wrong: filesOf(type(from, 'src/runtime/deps.ts')),
    right: filesOf(
      [
        'server.ts',
        'worker.ts',
        'migrate.ts',
        'ops.ts',
        'dev/seed.ts',
        'test/support/server.ts',
        'bench/main.ts',
      ].flatMap((entry) => value(entry, 'src/runtime/deps.ts')),
    ),
  })),
  ...[
    'app-sdk/keys.ts',
    'bench/main.ts',
    'demo/site/server.ts',
    'dev/start.ts',
    'docs/generator/generate.ts',
    'sandbox/main.ts',
    'test/support/stack.ts',
    'web/console/main.ts',
    'server.ts',
  ].map((to) => ({
    rule: 'src-imports-nothing-around-it',
    behaviour: `refuses ${to} in src`,
    wrong: filesOf(type('src/runtime/deps.ts', to)),
    right: filesOf(value(to, 'test/support/any.ts')),
  })),
  ...['src/domain/limits.ts', 'dev/start.ts', 'sandbox/main.ts', 'test/support/stack.ts', 'server.ts'].map((to) => ({
    rule: 'demo-imports-only-the-app-sdk',
    behaviour: `refuses ${to} in the demonstration`,
    wrong: filesOf(type('demo/phone/approve.ts', to)),
    right: filesOf(value('demo/phone/approve.ts', 'app-sdk/keys.ts', 'demo/phone/inbox.ts')),
  })),
  ...['src/domain/limits.ts', 'demo/site/pay.ts', 'app-sdk/keys.ts'].map((to) => ({
    rule: 'web-imports-nothing-of-the-server',
    behaviour: `refuses ${to} in the console`,
    wrong: filesOf(type('web/console/main.ts', to)),
    right: filesOf(value('web/console/main.ts', 'web/console/users.ts')),
  })),
  ...['src/domain/limits.ts', 'demo/phone/inbox.ts', 'sandbox/main.ts', 'test/support/stack.ts'].map((to) => ({
    rule: 'app-sdk-stands-alone',
    behaviour: `refuses ${to} in the app SDK`,
    wrong: filesOf(type('app-sdk/keys.ts', to)),
    right: filesOf(value('app-sdk/client.ts', 'app-sdk/keys.ts')),
  })),
  {
    rule: 'sandbox-never-imports-src',
    behaviour: 'refuses src in the sandbox',
    wrong: filesOf(type('sandbox/fcm/messages.ts', 'src/providers/push/fcm.ts')),
    right: filesOf(value('sandbox/fcm/messages.ts', 'sandbox/fcm/tokens.ts')),
  },
  {
    rule: 'no-circular-import',
    behaviour: 'refuses two files that need each other, not a cycle of types',
    wrong: filesOf([...value('src/domain/a.ts', 'src/domain/b.ts'), ...value('src/domain/b.ts', 'src/domain/a.ts')]),
    right: filesOf([...value('src/domain/a.ts', 'src/domain/b.ts'), ...type('src/domain/b.ts', 'src/domain/a.ts')]),
  },
  {
    rule: 'no-orphan-file',
    behaviour: 'refuses a file without any import to or from it',
    wrong: { 'src/domain/forgotten.ts': 'export const made = 1;\n' },
    right: filesOf(value('server.ts', 'src/domain/remembered.ts')),
  },
  ...['src/domain/limits.ts', 'server.ts', 'worker.ts', 'migrate.ts', 'ops.ts'].map((from) => ({
    rule: 'no-development-package-in-production',
    behaviour: `refuses a development package in ${from}, not its types`,
    wrong: { ...packages, ...filesOf(value(from, 'for-tests')) },
    right: {
      ...packages,
      ...filesOf([...type(from, 'for-tests'), ...value(from, 'shipped'), ...value('test/any.ts', 'for-tests')]),
    },
  })),
  {
    rule: 'no-undeclared-package',
    behaviour: 'refuses a package that package.json does not name',
    wrong: { ...packages, ...filesOf(value('src/domain/limits.ts', 'by-accident')) },
    right: { ...packages, ...filesOf(value('src/domain/limits.ts', 'shipped', 'node:util')) },
  },
  {
    rule: 'no-unresolvable-import',
    behaviour: 'refuses a file that is not there, also as a type or dynamically',
    wrong: { 'src/domain/limits.ts': "export const later = () => import('./gone.ts');\n" },
    right: {
      'src/domain/limits.ts': "export const later = () => import('./there.ts');\n",
      'src/domain/there.ts': 'export const made = 1;\n',
    },
  },
  ...[
    'src/domain/utils.ts',
    'src/security/key-helpers.ts',
    'src/api/common/body.ts',
    'src/core/clock.ts',
    'src/domain/user-manager.ts',
    'src/api/v4-v2.ts',
    'src/types.ts',
    'src/domain/types.ts',
    'src/shared/clock.ts',
  ].map((path) => ({
    rule: 'no-vague-file-name',
    behaviour: `refuses ${path}`,
    wrong: filesOf(value('src/domain/limits.ts', path)),
    right: filesOf(
      value(
        'src/domain/limits.ts',
        'src/domain/commonwealth.ts',
        'src/domain/scores.ts',
        'src/domain/shared/clock.ts',
        'src/domain/v2.ts',
      ),
    ),
  })),
];
