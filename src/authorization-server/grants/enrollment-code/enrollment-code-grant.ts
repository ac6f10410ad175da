import { errors } from 'oidc-provider';
import type { Provider } from 'oidc-provider';
import { applicationNameOf } from '../../../commands/configuration/application-name.ts';
import { consumeEnrollmentCode } from '../../../commands/enrollment-codes/consume-enrollment-code.ts';
import type { Device } from '../../../entities/people/device.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { AuthorizationServerDeps } from '../../authorization-server-deps.ts';
import { setAppName, tokenRequestOrigin } from '../../request-origin.ts';
import { isDisabled, takesNewUsers } from '../../version-status.ts';
import { enrollmentCodeGrantType } from '../../wire-names.ts';
import { checkDeviceKey, loadDevice } from './device-key.ts';
import type { EnrollmentCodeContext } from './enrollment-code-context.ts';
import { createGuessLimits } from './guess-limits.ts';
import { issueTokens } from './issue-tokens.ts';
import { readPinKey } from './pin-key.ts';

/** Teaches the provider the extension grant by which a user is connected to an app installation. */
export function registerEnrollmentCodeGrant(provider: Provider, deps: AuthorizationServerDeps): void {
  const guesses = createGuessLimits(deps);

  async function handle(ctx: EnrollmentCodeContext): Promise<void> {
    const code = readCode(ctx);
    const device = await loadDevice(deps, ctx);
    const thumbprint = await checkDeviceKey(provider, ctx, device);
    const newUsersAllowed = await checkVersion(deps, ctx, device);
    const pinKey = await readPinKey(deps, ctx, device);
    const takeBack = await guesses.count(ctx);
    const use = { code, device, newUsersAllowed, pinKey, origin: tokenRequestOrigin(ctx) };
    const tokens = await consumeEnrollmentCode(deps, use, (connection) => issueTokens(provider, ctx, connection, thumbprint)).catch(translate);
    if (!tokens) throw new errors.InvalidGrant({ detail: 'enrolment code is unknown, used or expired' });
    ctx.body = tokens;
    // The code is used up: a count too many does less harm than an answer lost.
    await takeBack().catch((error: unknown) => deps.log.warn({ err: error }, 'guess not taken back'));
  }

  provider.registerGrantType<{ enrollment_code?: string; pin_key?: string }>(enrollmentCodeGrantType, handle, ['enrollment_code', 'pin_key']);
}

function readCode(ctx: EnrollmentCodeContext): string {
  const { enrollment_code: code } = ctx.oidc.params;
  if (!code) throw new errors.InvalidRequest("missing required parameter 'enrollment_code'");
  return code;
}

/** @returns whether the version of the app takes new users. */
async function checkVersion(deps: AuthorizationServerDeps, ctx: EnrollmentCodeContext, device: Device): Promise<boolean> {
  const configuration = await deps.configuration.current();
  setAppName(ctx, applicationNameOf(configuration, device.applicationVersion));
  if (isDisabled(configuration, device.applicationVersion)) throw new errors.UnauthorizedClient('version_disabled');
  return takesNewUsers(configuration, device.applicationVersion);
}

/** A refusal of ours in the words of RFC 6749 section 5.2; our code is the description. */
function translate(error: unknown): never {
  throw error instanceof CountersignError ? new errors.UnauthorizedClient(error.code) : error;
}
