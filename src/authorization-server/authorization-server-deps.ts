import type { CommandDeps } from '../commands/command-deps.ts';
import type { ConfigurationSource } from '../commands/configuration/configuration-snapshot.ts';

/** What the authorization server needs of the world; made by the composition root. */
export interface AuthorizationServerDeps extends CommandDeps {
  configuration: ConfigurationSource;
  environment: {
    /** Scheme and authority under which callers reach the server, no path. */
    publicUrl: string;
    /** Browser origins that may use the token endpoint. */
    corsOrigins: readonly string[];
  };
  log: {
    warn(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
  /** Tells "PostgreSQL is away" from a fault of ours. */
  isDatabaseAway?: (error: unknown) => boolean;
}
