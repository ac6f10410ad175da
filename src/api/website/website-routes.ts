import type { ApiDeps } from '../api-deps.ts';
import type { Route } from '../route.ts';
import { authenticationRoutes } from './authentications/routes.ts';
import { availabilityRoutes } from './availability/routes.ts';
import { textMessageRoutes } from './text-messages/routes.ts';
import { transactionRoutes } from './transactions/routes.ts';

/** The mobile authentication API, version 4 (contract/mobile-authentication.md). */
export function websiteRoutes(deps: ApiDeps): Route[] {
  return [...authenticationRoutes(deps), ...availabilityRoutes(deps), ...transactionRoutes(deps), ...textMessageRoutes(deps)];
}
