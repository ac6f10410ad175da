import { describeContext } from '../../../domain/mobile-authentication/context/describe-context.ts';
import type { TransactionContext } from '../../../domain/mobile-authentication/context/describe-context.ts';
import { findTemplate } from '../../../domain/mobile-authentication/context/find-template.ts';
import { readLocation } from '../../../domain/mobile-authentication/context/location.ts';
import type { Location } from '../../../domain/mobile-authentication/context/location.ts';
import { readUserAgent } from '../../../domain/mobile-authentication/context/user-agent.ts';
import type { EventName } from '../../../domain/events/event-catalogue.ts';
import type { ConfigurationSnapshot } from '../../configuration/configuration-snapshot.ts';
import { addressBlock } from '../../rate-limits/address-block.ts';
import type { Geolocation } from '../../../domain/mobile-authentication/context/geolocation.ts';

/** Milliseconds for a lookup. After that the request continues without a place, because a user waits. */
const lookupTimeoutMs = 250;

/** Input of the context, from the site. */
export interface ContextRequest {
  secureMessage: string | undefined;
  ipAddress: string | undefined;
  userAgent: string | undefined;
  languageCode: string | undefined;
}

export interface LoadedContext {
  /** The secure message that the phone shows. */
  secureMessage?: string | undefined;
  context?: TransactionContext | undefined;
  /** Reason for a missing context. */
  failure?: ContextFailure;
}

export interface ContextFailure {
  name: EventName;
  detail: string | null;
}

/**
 * The secure message with where the request comes from (contract/mobile-authentication.md section 7). When the place cannot
 * be found, the message stands alone as it was sent. Never throws, and answers in time.
 */
export async function loadContext(
  deps: { geolocation: Geolocation },
  snapshot: ConfigurationSnapshot,
  request: ContextRequest,
): Promise<LoadedContext> {
  const { secureMessage, ipAddress, userAgent, languageCode } = request;
  const { general, messageTemplates } = snapshot;
  if (!general.geolocation_enabled || (!ipAddress && !userAgent)) return { secureMessage };
  const found = ipAddress ? await findLocation(deps, snapshot, ipAddress) : undefined;
  if (found && 'name' in found) return { secureMessage, failure: found };
  const template = findTemplate(languageCode, general.supported_locales, (key, locale) =>
    messageTemplates.get(`${key}\n${locale}`),
  );
  const { text, context } = describeContext(template, secureMessage, {
    location: found,
    ...(userAgent ? readUserAgent(userAgent) : {}),
  });
  return { secureMessage: text, context };
}

/** Where an address is, or why that is not known. Never throws, and answers in time. */
export async function findLocation(
  { geolocation }: { geolocation: Geolocation },
  { geolocationService }: ConfigurationSnapshot,
  address: string,
): Promise<Location | ContextFailure> {
  if (!geolocationService) return { name: 'GEOLOCATION CHECK FAILURE NOT CONFIGURED', detail: null };
  const result = await geolocation.locate(geolocationService, {
    address,
    block: addressBlock(address),
    timeoutMs: lookupTimeoutMs,
  });
  if (result.status === 'unknown') return { name: 'GEOLOCATION CHECK FAILURE ADDRESS UNKNOWN', detail: null };
  if (result.status === 'located')
    return readLocation(result) ?? { name: 'GEOLOCATION CHECK FAILURE INVALID RESPONSE', detail: 'no country' };
  const name =
    result.fault === 'unavailable'
      ? 'GEOLOCATION CHECK FAILURE SERVICE UNAVAILABLE'
      : 'GEOLOCATION CHECK FAILURE INVALID RESPONSE';
  return { name, detail: result.detail };
}
