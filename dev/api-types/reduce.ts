import { createHash } from 'node:crypto';

const used = /^\/admin\/v1\/(overview|users|devices|events|messages|channels|transactions|system|me)(\/|$)/;

interface Operation {
  responses?: Record<string, unknown>;
}

/** What the console uses of our OpenAPI, without refusals, which it reads by their code alone. */
export function reduce<Document extends { paths: Record<string, Record<string, Operation>> }>(
  document: Document,
): Document {
  const kept = Object.entries(document.paths).filter(([path]) => used.test(path));
  const paths = kept.map(([path, operations]) => [path, withoutRefusals(operations)] as const);
  return { ...document, components: {}, paths: Object.fromEntries(paths) };
}

function withoutRefusals(operations: Record<string, Operation>): Record<string, Operation> {
  return Object.fromEntries(
    Object.entries(operations).map(([method, operation]) => {
      const taken = Object.entries(operation.responses ?? {}).filter(([status]) => status.startsWith('2'));
      return [method, { ...operation, responses: Object.fromEntries(taken) }];
    }),
  );
}

/** By which generated types are known to be of a description. Its servers differ with each server. */
export function digestOf(document: Parameters<typeof reduce>[0]): string {
  return createHash('sha256')
    .update(JSON.stringify(reduce(document).paths))
    .digest('hex')
    .slice(0, 16);
}
