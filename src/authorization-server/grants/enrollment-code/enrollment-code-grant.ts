import { errors } from 'oidc-provider';
import type { Provider } from 'oidc-provider';
import { checkDpopReplay, checkDpopRequired, validateDpop } from 'oidc-provider/lib/helpers/grants.js';
import type { AuthorizationServerDeps } from '../../authorization-server-deps.ts';
import type { EnrollmentCodeContext, EnrollmentCodeParameters } from './enrollment-code-context.ts';
import { createGuessLimits } from './guess-limits.ts';
import { issueTokens } from './issue-tokens.ts';
import { setAppName, tokenRequestOrigin } from '../../request-origin.ts';
import { isDisabled, takesNewUsers } from '../../version-status.ts';
import { enrollmentCodeGrantType } from '../../wire-names.ts';
import { applicationNameOf } from '../../../commands/configuration/application-name.ts';
import { consumeEnrollmentCode } from '../../../commands/devices/enrollment-codes/consume-enrollment-code.ts';
import { Device } from '../../../entities/devices/device.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import { deviceIdOf } from '../../../security/dpop.ts';
import { readFactorJwk } from '../../../security/factors/factor-key.ts';
import type { FactorJwk } from '../../../security/factors/factor-key.ts';

/**
 * The scope to grant: what the app asks for, or all that its application is configured to grant when it asks for nothing
 * (RFC 6749 section 3.3). Checked before the code, so that a refused scope does not consume the code.
 * @returns space-separated.
 * @throws InvalidScope naming what the application does not grant.
 */
async function readScope(
  deps: Pick<AuthorizationServerDeps, 'configuration'>,
  ctx: EnrollmentCodeContext,
  device: Device,
): Promise<string> {
  const { applications, applicationVersions } = await deps.configuration.current();
  const version = applicationVersions.get(device.applicationVersion);
  const granted = applications.get(version?.application ?? '')?.scopes ?? [];
  const asked = new Set(ctx.oidc.params.scope?.split(' ').filter((name) => name !== ''));
  if (asked.size === 0) return granted.join(' ');
  const refused = [...asked].filter((name) => !granted.includes(name));
  if (refused.length > 0) throw new errors.InvalidScope('the application does not grant this scope', refused.join(' '));
  return [...asked].join(' ');
}

/** The calling installation. The provider found its client, so the row exists unless it was deleted meanwhile. */
async function loadDevice(deps: Pick<AuthorizationServerDeps, 'em'>, ctx: EnrollmentCodeContext): Promise<Device> {
  const device = await deps.em().findOne(Device, { clientId: ctx.oidc.client.clientId });
  if (!device) throw new errors.InvalidClientAuth({ detail: 'the installation is gone' });
  return device;
}

/**
 * Requires a fresh proof by the device key, to which the tokens are bound.
 * @returns its thumbprint.
 */
async function checkDeviceKey(provider: Provider, ctx: EnrollmentCodeContext, device: Device): Promise<string> {
  const proof = await validateDpop(provider, ctx);
  checkDpopRequired(provider, ctx, proof, errors.InvalidDpopProof);
  if (!proof) throw new errors.InvalidDpopProof('DPoP proof is missing');
  if (deviceIdOf(proof.thumbprint) !== device.id)
    throw new errors.InvalidDpopProof('DPoP proof is not by the device key');
  await checkDpopReplay(provider, ctx, proof, device.clientId, errors.InvalidDpopProof);
  return proof.thumbprint;
}

/**
 * The PIN key that a user sets while connecting. Checked before the code, so that a refused key does not consume the code.
 * @returns undefined when the request has none.
 * @throws InvalidRequest: not a key, or the application has no PIN.
 */
async function readPinKey(
  deps: Pick<AuthorizationServerDeps, 'configuration'>,
  ctx: EnrollmentCodeContext,
  device: Device,
): Promise<FactorJwk | undefined> {
  const { pin_key: text } = ctx.oidc.params;
  if (!text) return undefined;
  const pinKey = parse(text);
  const { applications, applicationVersions } = await deps.configuration.current();
  const application = applications.get(applicationVersions.get(device.applicationVersion)?.application ?? '');
  if (!application?.pinEnabled) throw new errors.InvalidRequest('authenticator_disabled');
  return pinKey;
}

function parse(text: string): FactorJwk {
  try {
    return readFactorJwk('EdDSA', JSON.parse(text));
  } catch (cause) {
    if (cause instanceof CountersignError || cause instanceof SyntaxError)
      throw new errors.InvalidRequest('invalid_authenticator_key', undefined, { cause });
    throw cause;
  }
}

/** Registers the extension grant that connects a user to an app installation. */
export function registerEnrollmentCodeGrant(provider: Provider, deps: AuthorizationServerDeps): void {
  const guesses = createGuessLimits(deps);

  async function handle(ctx: EnrollmentCodeContext): Promise<void> {
    const code = readCode(ctx);
    const device = await loadDevice(deps, ctx);
    const thumbprint = await checkDeviceKey(provider, ctx, device);
    const newUsersAllowed = await checkVersion(deps, ctx, device);
    const pinKey = await readPinKey(deps, ctx, device);
    const scope = await readScope(deps, ctx, device);
    const takeBack = await guesses.count(ctx);
    const use = { code, device, newUsersAllowed, pinKey, origin: tokenRequestOrigin(ctx) };
    const tokens = await consumeEnrollmentCode(deps, use, (connection) =>
      issueTokens(provider, ctx, connection, { thumbprint, scope }),
    ).catch(translate);
    if (!tokens) throw new errors.InvalidGrant({ detail: 'enrolment code is unknown, used or expired' });
    ctx.body = tokens;
    // The code is consumed: ignore a failure to take the count back, so that the answer is not lost.
    await takeBack().catch((error: unknown) => deps.log.warn({ err: error }, 'guess not taken back'));
  }

  provider.registerGrantType<EnrollmentCodeParameters>(enrollmentCodeGrantType, handle, [
    'enrollment_code',
    'pin_key',
    'scope',
  ]);
}

function readCode(ctx: EnrollmentCodeContext): string {
  const { enrollment_code: code } = ctx.oidc.params;
  if (!code) throw new errors.InvalidRequest("missing required parameter 'enrollment_code'");
  return code;
}

/** @returns whether the version of the app takes new users. */
async function checkVersion(
  deps: AuthorizationServerDeps,
  ctx: EnrollmentCodeContext,
  device: Device,
): Promise<boolean> {
  const configuration = await deps.configuration.current();
  setAppName(ctx, applicationNameOf(configuration, device.applicationVersion));
  if (isDisabled(configuration, device.applicationVersion)) throw new errors.UnauthorizedClient('version_disabled');
  return takesNewUsers(configuration, device.applicationVersion);
}

/** Translates a refusal to RFC 6749 section 5.2, with our code as the description. */
function translate(error: unknown): never {
  throw error instanceof CountersignError ? new errors.UnauthorizedClient(error.code) : error;
}
