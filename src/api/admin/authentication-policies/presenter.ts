import type { z } from 'zod';
import type { AuthenticationPolicyRow } from '../../../entities/authentication/authentication-policy.ts';
import type { policySchema } from './schema.ts';

export function presentPolicy(row: AuthenticationPolicyRow): z.input<typeof policySchema> {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    subject_id: row.subjectId === '' ? null : row.subjectId,
    methods: row.methods,
    first_factors: row.firstFactors,
    minimum_level: row.minimumLevel,
    factors: row.factors,
    max_session_age: row.maxSessionAge ?? null,
    trusted_device_days: row.trustedDeviceDays,
    conditions: row.conditions.map(({ isInverted = false, isNewDevice, ...condition }) => ({
      ...condition,
      ...(isNewDevice === undefined ? {} : { new_device: isNewDevice }),
      inverted: isInverted,
    })),
    created_at: row.createdAt.toISOString(),
    changed_at: row.changedAt.toISOString(),
  };
}
