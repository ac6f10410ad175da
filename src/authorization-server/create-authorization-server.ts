import type { Middleware } from 'koa';
import { Provider } from 'oidc-provider';
import type { AuthorizationServerDeps } from './authorization-server-deps.ts';
import type { AuthorizationServer } from './authorization-server.ts';
import { answerFaults, reportFaults } from './faults.ts';
import { registerEnrollmentCodeGrant } from './grants/enrollment-code/enrollment-code-grant.ts';
import { addRefusalMembers } from './grants/grant-refusal.ts';
import { checkMethod } from './middleware/check-method.ts';
import { checkProofAge } from './middleware/check-proof-age.ts';
import { compose } from './middleware/compose.ts';
import { limitCors } from './middleware/limit-cors.ts';
import { createProviderConfiguration } from './provider-configuration.ts';
import { loadSettings } from './settings.ts';
import { loadSigningKeys } from './signing-keys.ts';
import { introspectToken } from './tokens/introspect-token.ts';
import { createProofExpectations } from './tokens/proof-expectations.ts';
import { reportRefusedGrants } from './tokens/report-refused-grants.ts';
import { verifyAccessToken } from './tokens/verify-access-token.ts';
import { verifyDeviceProof } from './tokens/verify-device-proof.ts';
import { verifyProfile } from './tokens/verify-profile.ts';
import { authorizationServerPath } from './wire-names.ts';

/** Makes the authorization server. Nothing is asked of the database before the first request. */
export function createAuthorizationServer(deps: AuthorizationServerDeps): AuthorizationServer {
  const proofs = createProofExpectations(deps);
  const provider = onceItWorks(() => createProvider(deps));
  const serve: Middleware = async (ctx, next) => compose((await provider()).middleware)(ctx, next);
  return {
    provider,
    publicOrigin: deps.environment.publicUrl,
    handler: compose([limitCors(deps.environment.corsOrigins), answerFaults(deps), loadSettings(deps), checkMethod, checkProofAge(deps.clock), addRefusalMembers, serve]),
    verifyAccessToken: (check) => verifyAccessToken(deps, proofs, check),
    introspectToken: (token) => introspectToken(deps, token),
    verifyProfile: (check) => verifyProfile(deps, proofs, check),
    verifyDeviceProof: (check) => verifyDeviceProof(deps, proofs, check),
    proofNonce: proofs.proofNonce,
  };
}

async function createProvider(deps: AuthorizationServerDeps): Promise<Provider> {
  const issuer = `${deps.environment.publicUrl}${authorizationServerPath}`;
  const provider = new Provider(issuer, createProviderConfiguration(deps, await loadSigningKeys(deps)));
  registerEnrollmentCodeGrant(provider, deps);
  reportFaults(provider, deps);
  reportRefusedGrants(provider, deps);
  return provider;
}

/** Does it once; a failure is forgotten, so that the next caller tries again. */
function onceItWorks<Result>(action: () => Promise<Result>): () => Promise<Result> {
  let attempt: Promise<Result> | undefined;
  return () => {
    attempt ??= action().catch((error: unknown) => {
      attempt = undefined;
      throw error;
    });
    return attempt;
  };
}
