import type { ApiDeps } from '../api-deps.ts';
import type { Route } from '../http/route.ts';
import { authenticationRoutes } from './authentications/routes.ts';
import { availabilityRoutes } from './availability/routes.ts';
import { textMessageRoutes } from './text-messages/routes.ts';
import { transactionRoutes } from './transactions/routes.ts';
import type { WebsiteVersion } from './website-version.ts';

/** One version of the mobile authentication API (contract/mobile-authentication.md). */
export function websiteRoutes(deps: ApiDeps, version: WebsiteVersion): Route[] {
  return [
    ...authenticationRoutes(deps, version),
    ...availabilityRoutes(deps, version),
    ...transactionRoutes(deps),
    ...textMessageRoutes(deps),
  ];
}
