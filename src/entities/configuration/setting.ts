import { defineEntity, p } from '@mikro-orm/core';
import type { InferEntity } from '@mikro-orm/core';

/** A general setting that differs from its default: see src/domain/configuration/general-settings.ts. */
export const Setting = defineEntity({
  name: 'Setting',
  tableName: 'setting',
  properties: {
    name: p.string().length(128).primary(),
    value: p.json<unknown>(),
  },
});
export type Setting = InferEntity<typeof Setting>;
