/**
 * DESIGN.md section 2, "May import", written a second time on purpose: the rules in `.dependency-cruiser.mjs` are
 * checked against this table, so neither can change alone. A layer always imports itself.
 */
export const layerMatrix: Record<string, { values: string[]; typesOnly: string[] }> = {
  errors: { values: [], typesOnly: [] },
  config: { values: ['errors'], typesOnly: [] },
  domain: { values: ['errors'], typesOnly: [] },
  workflows: { values: ['domain', 'errors'], typesOnly: ['activities'] },
  activities: {
    values: ['commands', 'database', 'domain', 'errors', 'security', 'workflow contract'],
    typesOnly: ['providers', 'entities', 'config', 'engine'],
  },
  commands: { values: ['database', 'entities', 'domain', 'errors', 'security'], typesOnly: [] },
  api: {
    values: ['commands', 'database', 'entities', 'domain', 'errors', 'security', 'token checks'],
    typesOnly: ['config', 'engine'],
  },
  ops: { values: ['commands', 'domain', 'errors', 'presentation'], typesOnly: [] },
  'authorization-server': {
    values: ['commands', 'database', 'entities', 'domain', 'errors', 'security'],
    typesOnly: [],
  },
  providers: { values: ['errors', 'web addresses', 'webhook signatures'], typesOnly: ['config', 'domain'] },
  security: { values: ['errors', 'entity columns'], typesOnly: ['config'] },
  database: { values: ['entities', 'migrations', 'security', 'errors'], typesOnly: ['config'] },
  entities: { values: ['security', 'domain words'], typesOnly: ['domain'] },
  migrations: { values: ['entity columns'], typesOnly: [] },
  runtime: {
    values: [
      'errors',
      'config',
      'domain',
      'workflows',
      'activities',
      'commands',
      'api',
      'ops',
      'authorization-server',
      'providers',
      'security',
      'database',
      'entities',
      'migrations',
    ],
    typesOnly: [],
  },
};

/** Files that represent what a layer may import: a whole layer, or a part with its own rule. */
export const importTargets: { name: string; layer: string; path: string }[] = [
  { name: 'errors', layer: 'errors', path: 'src/errors/error-catalogue.ts' },
  { name: 'config', layer: 'config', path: 'src/config/environment.ts' },
  { name: 'domain', layer: 'domain', path: 'src/domain/mobile-authentication/limits.ts' },
  { name: 'domain words', layer: 'domain', path: 'src/domain/mobile-authentication/status.ts' },
  { name: 'web addresses', layer: 'domain', path: 'src/domain/configuration/web-address.ts' },
  { name: 'workflows', layer: 'workflows', path: 'src/workflows/mobile-authentication/workflow.ts' },
  { name: 'workflow contract', layer: 'workflows', path: 'src/workflows/mobile-authentication/contract.ts' },
  { name: 'workflow client', layer: 'workflows', path: 'src/workflows/mobile-authentication/client.ts' },
  { name: 'engine', layer: 'workflows', path: 'src/workflows/engine.ts' },
  { name: 'activities', layer: 'activities', path: 'src/activities/mobile-authentication/send-push.ts' },
  { name: 'commands', layer: 'commands', path: 'src/commands/mobile-authentication/close-transaction.ts' },
  { name: 'api', layer: 'api', path: 'src/api/website/transactions/routes.ts' },
  { name: 'presentation', layer: 'api', path: 'src/api/admin/transactions/presenter.ts' },
  { name: 'ops', layer: 'ops', path: 'src/ops/run-program.ts' },
  { name: 'authorization-server', layer: 'authorization-server', path: 'src/authorization-server/adapter.ts' },
  { name: 'token checks', layer: 'authorization-server', path: 'src/authorization-server/authorization-server.ts' },
  { name: 'providers', layer: 'providers', path: 'src/providers/push/push-sender.ts' },
  { name: 'security', layer: 'security', path: 'src/security/keyring.ts' },
  { name: 'webhook signatures', layer: 'security', path: 'src/security/webhooks/standard-webhook.ts' },
  { name: 'database', layer: 'database', path: 'src/database/prepared-statement.ts' },
  { name: 'entities', layer: 'entities', path: 'src/entities/persons/user.ts' },
  { name: 'entity columns', layer: 'entities', path: 'src/entities/columns/encrypted.ts' },
  { name: 'migrations', layer: 'migrations', path: 'src/migrations/0001-initial.ts' },
  { name: 'runtime', layer: 'runtime', path: 'src/runtime/deps.ts' },
];

/** DESIGN.md section 2, the contexts in import order, written a second time for the same reason. */
export const contexts: readonly string[] = [
  'events',
  'removals',
  'idempotency',
  'rate-limits',
  'configuration',
  'persons',
  'organizations',
  'access',
  'devices',
  'push',
  'tokens',
  'messages',
  'mobile-authentication',
  'authentication',
  'action-tokens',
  'communications',
  'data-requests',
  'reconciliation',
];
