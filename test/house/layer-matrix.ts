/**
 * DESIGN.md section 2, "May import", written a second time on purpose: the rules in `.dependency-cruiser.mjs` are
 * checked against this table, so neither can change alone. A layer always imports itself.
 */
export const layerMatrix: Record<string, { values: string[]; typesOnly: string[] }> = {
  errors: { values: [], typesOnly: [] },
  config: { values: ['errors'], typesOnly: [] },
  domain: { values: ['errors'], typesOnly: [] },
  workflows: { values: ['domain', 'errors'], typesOnly: ['activities'] },
  activities: { values: ['commands', 'domain', 'errors', 'security', 'workflow contract'], typesOnly: ['providers', 'entities', 'config'] },
  commands: { values: ['entities', 'domain', 'errors', 'security'], typesOnly: [] },
  api: { values: ['commands', 'entities', 'domain', 'errors', 'security', 'workflow contract', 'token checks'], typesOnly: ['config'] },
  ops: { values: ['commands', 'domain', 'errors', 'presentation'], typesOnly: [] },
  'authorization-server': { values: ['commands', 'entities', 'domain', 'errors', 'security'], typesOnly: [] },
  providers: { values: ['errors'], typesOnly: ['config'] },
  security: { values: ['errors', 'entity columns'], typesOnly: ['config'] },
  entities: { values: ['security', 'domain words'], typesOnly: ['domain'] },
  migrations: { values: [], typesOnly: [] },
  runtime: {
    values: ['errors', 'config', 'domain', 'workflows', 'activities', 'commands', 'api', 'ops', 'authorization-server', 'providers', 'security', 'entities', 'migrations'],
    typesOnly: [],
  },
};

/** Files that stand for what a layer may import: a whole layer, or the part of one that has a rule of its own. */
export const importTargets: { name: string; layer: string; path: string }[] = [
  { name: 'errors', layer: 'errors', path: 'src/errors/error-catalogue.ts' },
  { name: 'config', layer: 'config', path: 'src/config/environment.ts' },
  { name: 'domain', layer: 'domain', path: 'src/domain/mobile-authentication/limits.ts' },
  { name: 'domain words', layer: 'domain', path: 'src/domain/mobile-authentication/status.ts' },
  { name: 'workflows', layer: 'workflows', path: 'src/workflows/mobile-authentication/workflow.ts' },
  { name: 'workflow contract', layer: 'workflows', path: 'src/workflows/mobile-authentication/contract.ts' },
  { name: 'activities', layer: 'activities', path: 'src/activities/mobile-authentication/send-push.ts' },
  { name: 'commands', layer: 'commands', path: 'src/commands/mobile-authentication/close-transaction.ts' },
  { name: 'api', layer: 'api', path: 'src/api/website/transactions/routes.ts' },
  { name: 'presentation', layer: 'api', path: 'src/api/admin/transactions/presenter.ts' },
  { name: 'ops', layer: 'ops', path: 'src/ops/run-program.ts' },
  { name: 'authorization-server', layer: 'authorization-server', path: 'src/authorization-server/adapter.ts' },
  { name: 'token checks', layer: 'authorization-server', path: 'src/authorization-server/authorization-server.ts' },
  { name: 'providers', layer: 'providers', path: 'src/providers/push/push-sender.ts' },
  { name: 'security', layer: 'security', path: 'src/security/keyring.ts' },
  { name: 'entities', layer: 'entities', path: 'src/entities/people/user.ts' },
  { name: 'entity columns', layer: 'entities', path: 'src/entities/columns/encrypted.ts' },
  { name: 'migrations', layer: 'migrations', path: 'src/migrations/0001-initial.ts' },
  { name: 'runtime', layer: 'runtime', path: 'src/runtime/deps.ts' },
];
