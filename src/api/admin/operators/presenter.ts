import type { Operator } from '../../../entities/people/operator.ts';

/** An operator as the admin API shows one. */
export function presentOperator({ id, username, displayName, role, disabled, createdAt, lastLoginAt }: Operator) {
  return {
    id,
    username,
    display_name: displayName,
    role,
    disabled: disabled ?? false,
    created_at: createdAt.toISOString(),
    last_login_at: lastLoginAt?.toISOString() ?? null,
  };
}
