import type { HubRole } from '../../domain/persons/roles/hub-roles.ts';

/** The authenticated operator of a request: a person with hub roles. */
export interface CallingOperator {
  /** Id of the person, by which events name them. */
  operatorId: string;
  roles: readonly HubRole[];
  /** Whether the token is for reading alone. */
  readsOnly: boolean;
  /** Level of the sign-in. */
  level: number;
  /** When it was, in epoch seconds. */
  authTime: number;
}
