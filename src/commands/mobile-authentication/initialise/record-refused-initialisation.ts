import type { GeneralSettings } from '../../../domain/configuration/general-settings.ts';
import type { EventName } from '../../../domain/events/event-catalogue.ts';
import type { ErrorCode } from '../../../errors/error-catalogue.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { ConfigurationSource } from '../../configuration/configuration-snapshot.ts';
import { recordEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';

export interface RefusedInitialisation {
  origin: RequestOrigin;
  userId: string | undefined;
  /** Error code for the site. */
  code: ErrorCode;
}

/** Records a refusal before any method was tried. */
export async function recordRefusedInitialisation(
  deps: Pick<CommandDeps, 'em' | 'clock'> & { configuration: ConfigurationSource },
  refused: RefusedInitialisation,
): Promise<void> {
  const { origin, userId, code } = refused;
  const { general } = await deps.configuration.current();
  const em = deps.em();
  recordEvent(em, {
    name: nameOf(code, general),
    occurredAt: deps.clock(),
    ...originOf(origin),
    userId: userId ?? null,
    detail: code,
  });
  await em.flush();
}

/** The site gets the same error when only push is off as when everything is; the event tells which. */
function nameOf(code: ErrorCode, general: GeneralSettings): EventName {
  if (code === 'sms_authentication_disabled') return 'SMS AUTH INIT FAILURE FEATURE DISABLED';
  if (code === 'mobile_authentication_disabled' && general.mobile_authentication_enabled)
    return 'PUSH AUTH INIT FAILURE FEATURE DISABLED';
  return 'MOBILE AUTH INIT FAILURE';
}
