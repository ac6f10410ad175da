/**
 * Defines the three metadata functions that `tsyringe`, a dependency of `@peculiar/x509`, requires. Import before that package.
 * `reflect-metadata` from npm does the same and replaces this file once it is among the dependencies.
 */
type MetadataReflect = typeof Reflect & {
  getMetadata?: (key: unknown, target: object) => unknown;
  getOwnMetadata?: (key: unknown, target: object) => unknown;
  defineMetadata?: (key: unknown, value: unknown, target: object) => void;
};

const reflect = Reflect as MetadataReflect;
const metadata = new WeakMap<object, Map<unknown, unknown>>();

reflect.getOwnMetadata ??= (key, target) => metadata.get(target)?.get(key);
reflect.getMetadata ??= (key, target) => {
  for (let owner: object | null = target; owner !== null; owner = Object.getPrototypeOf(owner) as object | null) {
    const entries = metadata.get(owner);
    if (entries?.has(key)) return entries.get(key);
  }
  return undefined;
};
reflect.defineMetadata ??= (key, value, target) => {
  const entries = metadata.get(target) ?? new Map<unknown, unknown>();
  metadata.set(target, entries.set(key, value));
};
